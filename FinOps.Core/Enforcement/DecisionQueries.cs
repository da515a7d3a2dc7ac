using System.Runtime.CompilerServices;
using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

/// <summary>Which refusals are wanted; null or empty means any.</summary>
public sealed record DecisionFilter
{
    public string? Door { get; init; }

    public string? Reason { get; init; }

    /// <summary>A part of the subject or of the address.</summary>
    public string? Who { get; init; }

    /// <summary>The key of a tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>The period, half-open.</summary>
    public DateTime? FromUtc { get; init; }
    public DateTime? ToUtc { get; init; }
}

/// <summary>Reads the decision log for whoever may see the audit trail: people limited to tenants see only what concerns one of theirs.</summary>
public sealed class DecisionQueries(IDbContextFactory<FinOpsDbContext> contexts)
{
    /// <summary>A page of rows, the newest first, how many there are, and how many refusals they stand for.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not see the trail.</exception>
    public async Task<(IReadOnlyList<EnforcementDecision> Rows, int Total, long Refusals)> PageAsync(DecisionFilter filter, Actor actor, int skip, int take, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = Of(context, filter, actor);
        var total = await rows.CountAsync(cancellation).ConfigureAwait(false);
        var refusals = await rows.SumAsync(d => d.Count, cancellation).ConfigureAwait(false);
        return (await rows.OrderByDescending(d => d.AtMicros).ThenByDescending(d => d.Id).Skip(skip).Take(take).ToListAsync(cancellation).ConfigureAwait(false), total, refusals);
    }

    /// <summary>All rows of a filter, the oldest first, as they are read.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not see the trail.</exception>
    public async IAsyncEnumerable<EnforcementDecision> ReadAsync(DecisionFilter filter, Actor actor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await foreach (var row in Of(context, filter, actor).OrderBy(d => d.AtMicros).ThenBy(d => d.Id).AsAsyncEnumerable().WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return row;
        }
    }

    private static IQueryable<EnforcementDecision> Of(FinOpsDbContext context, DecisionFilter filter, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewAudit);
        var rows = context.EnforcementDecisions.AsNoTracking();
        if (actor.TenantsFor(Permission.ViewAudit) is { IsAll: false } scope)
        {
            var keys = scope.Keys.ToList();
            rows = rows.Where(d => d.Tenant != null && keys.Contains(d.Tenant));
        }

        rows = string.IsNullOrEmpty(filter.Door) ? rows : rows.Where(d => d.Door == filter.Door);
        rows = string.IsNullOrEmpty(filter.Reason) ? rows : rows.Where(d => d.Reason == filter.Reason);
        rows = string.IsNullOrEmpty(filter.Tenant) ? rows : rows.Where(d => d.Tenant == filter.Tenant);
        if (!string.IsNullOrEmpty(filter.Who))
        {
            var part = LikePattern.Containing(filter.Who);
            rows = rows.Where(d => EF.Functions.Like(d.Subject, part, LikePattern.Escape) || EF.Functions.Like(d.Address, part, LikePattern.Escape));
        }

        return InPeriod(rows, filter);
    }

    private static IQueryable<EnforcementDecision> InPeriod(IQueryable<EnforcementDecision> rows, DecisionFilter filter)
    {
        if (filter.FromUtc is { } from)
        {
            var micros = Instants.ToMicros(from);
            rows = rows.Where(d => d.AtMicros >= micros);
        }

        if (filter.ToUtc is { } to)
        {
            var micros = Instants.ToMicros(to);
            rows = rows.Where(d => d.AtMicros < micros);
        }

        return rows;
    }
}
