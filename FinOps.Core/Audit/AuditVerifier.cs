using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Audit;

/// <summary>What is wrong with the trail, at its first bad place.</summary>
/// <param name="Sequence">The entry that is changed or missing; null where the anchors themselves are at fault.</param>
/// <param name="Message">What is wrong there.</param>
public sealed record AuditFault(long? Sequence, string Message);

/// <summary>What a verification found.</summary>
/// <param name="Entries">Entries that were read.</param>
/// <param name="Anchors">Anchors they were held against.</param>
/// <param name="Head">The end of the chain.</param>
/// <param name="Fault">The first thing wrong; null when the trail is whole.</param>
public sealed record AuditReport(long Entries, int Anchors, AuditAnchor? Head, AuditFault? Fault)
{
    public bool IsWhole => Fault is null;
}

/// <summary>Recomputes the whole chain and holds it against the anchors that were kept outside of the database.</summary>
public sealed class AuditVerifier(IDbContextFactory<FinOpsDbContext> contexts, AuditAnchors anchors, TimeProvider time)
{
    /// <summary>Verifies and puts the result on record.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="anchorFile">A copy of the anchors that somebody kept; null for the configured file.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UnauthorizedAccessException">The actor may not see the whole trail.</exception>
    public async Task<AuditReport> RunAsync(Actor actor, string? anchorFile, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.VerifyAudit);
        var report = await VerifyAsync(anchorFile, cancellation);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        AuditTrail.Add(context, actor, "audit.verify", "audit:trail", null, new
        {
            Result = report.IsWhole ? "whole" : "broken",
            report.Entries,
            report.Anchors,
            BadSequence = report.Fault?.Sequence,
            Fault = report.Fault?.Message,
        });
        await context.SaveChangesAsync(cancellation);
        return report;
    }

    /// <summary>Verifies and leaves no trace.</summary>
    public async Task<AuditReport> VerifyAsync(string? anchorFile, CancellationToken cancellation)
    {
        var kept = await anchors.ReadAsync(anchorFile, cancellation);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.AuditHeads.AsNoTracking().FirstOrDefaultAsync(h => h.Id == 1, cancellation) is not { } head)
        {
            return new AuditReport(0, kept.Anchors.Count, null, new AuditFault(null, "The row that holds the end of the chain is missing."));
        }

        var walk = new AuditWalk(kept.Anchors);
        await foreach (var entry in context.AuditEntries.AsNoTracking().Where(e => e.Sequence <= head.Sequence).OrderBy(e => e.Sequence).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (!walk.Take(entry))
            {
                break;
            }
        }

        var beyond = await context.AuditEntries.MaxAsync(e => (long?)e.Sequence, cancellation) ?? 0;
        var now = await context.AuditHeads.AsNoTracking().Where(h => h.Id == 1).Select(h => h.Sequence).SingleAsync(cancellation);
        var fault = walk.End(head)
            ?? (beyond > now ? new AuditFault(now + 1, $"Entry {now + 1} stands behind the end of the chain: it was not written by the product.") : null)
            ?? (kept.Fault is { } damaged ? new AuditFault(null, damaged) : null);
        return new AuditReport(walk.Entries, kept.Anchors.Count, new AuditAnchor(head.Sequence, Convert.ToHexStringLower(head.Hash), time.NowMicros()), fault);
    }
}
