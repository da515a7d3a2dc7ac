using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Audit;

/// <summary>Reads the trail for whoever may see it: people limited to tenants see only entries that concern one of theirs.</summary>
public sealed class AuditQueries(IDbContextFactory<FinOpsDbContext> contexts)
{
    /// <summary>A page of entries, the newest first, and how many there are.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not see the trail.</exception>
    public async Task<(IReadOnlyList<AuditEntry> Entries, int Total)> PageAsync(AuditFilter filter, Actor actor, int skip, int take, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var entries = Of(context, filter, actor);
        var total = await entries.CountAsync(cancellation).ConfigureAwait(false);
        return (await entries.OrderByDescending(e => e.Sequence).Skip(skip).Take(take).ToListAsync(cancellation).ConfigureAwait(false), total);
    }

    /// <summary>All entries of a filter, the oldest first, as they are read.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not see the trail.</exception>
    public async IAsyncEnumerable<AuditEntry> ReadAsync(
        AuditFilter filter, Actor actor, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await foreach (var entry in Of(context, filter, actor).OrderBy(e => e.Sequence).AsAsyncEnumerable().WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    /// <summary>The actions that stand in the trail, by name.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not see the trail.</exception>
    public async Task<IReadOnlyList<string>> ActionsAsync(Actor actor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Of(context, new AuditFilter(), actor).Select(e => e.Action).Distinct().OrderBy(a => a).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The last verification of the trail; null when there was none, or when the actor does not see all of it.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not see the trail.</exception>
    public async Task<AuditEntry?> LastVerificationAsync(Actor actor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Of(context, new AuditFilter { Action = "audit.verify" }, actor).OrderByDescending(e => e.Sequence).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
    }

    private static IQueryable<AuditEntry> Of(FinOpsDbContext context, AuditFilter filter, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewAudit);
        var entries = Narrowed(context.AuditEntries.AsNoTracking(), actor.TenantsFor(Permission.ViewAudit));
        if (!string.IsNullOrEmpty(filter.Who))
        {
            var part = LikePattern.Containing(filter.Who);
            entries = entries.Where(e => e.ActorSubject == filter.Who || EF.Functions.Like(e.ActorName, part, LikePattern.Escape));
        }

        if (!string.IsNullOrEmpty(filter.Action))
        {
            entries = filter.Action.Contains('.', StringComparison.Ordinal) ? entries.Where(e => e.Action == filter.Action) : entries.Where(e => e.Action.StartsWith(filter.Action + "."));
        }

        if (!string.IsNullOrEmpty(filter.Target))
        {
            entries = filter.Target.Contains(':', StringComparison.Ordinal) ? entries.Where(e => e.Target == filter.Target) : entries.Where(e => e.Target.StartsWith(filter.Target + ":"));
        }

        if (!string.IsNullOrEmpty(filter.Tenant))
        {
            entries = entries.Where(e => e.Tenant == filter.Tenant);
        }

        return InPeriod(Holding(entries, filter.Text), filter);
    }

    private static IQueryable<AuditEntry> Narrowed(IQueryable<AuditEntry> entries, TenantScope scope)
    {
        if (scope.IsAll)
        {
            return entries;
        }

        var keys = scope.Keys.ToList();
        return entries.Where(e => e.Tenant != null && keys.Contains(e.Tenant));
    }

    private static IQueryable<AuditEntry> Holding(IQueryable<AuditEntry> entries, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return entries;
        }

        var part = LikePattern.Containing(text);
        return entries.Where(e => EF.Functions.Like(e.Target, part, LikePattern.Escape) || EF.Functions.Like(e.Reason!, part, LikePattern.Escape)
            || EF.Functions.Like(e.Before!, part, LikePattern.Escape) || EF.Functions.Like(e.After!, part, LikePattern.Escape));
    }

    private static IQueryable<AuditEntry> InPeriod(IQueryable<AuditEntry> entries, AuditFilter filter)
    {
        if (filter.FromUtc is { } from)
        {
            var micros = Instants.ToMicros(from);
            entries = entries.Where(e => e.AtMicros >= micros);
        }

        if (filter.ToUtc is { } to)
        {
            var micros = Instants.ToMicros(to);
            entries = entries.Where(e => e.AtMicros < micros);
        }

        return entries;
    }
}
