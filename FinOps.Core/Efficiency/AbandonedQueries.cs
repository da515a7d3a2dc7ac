using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Efficiency;

/// <summary>Reads what was generated after the reader had left.</summary>
public sealed class AbandonedQueries(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, DimensionNames names)
{
    private static readonly CostDimension[] Known = [CostDimension.Tenant, CostDimension.Tier, CostDimension.Feature];

    /// <summary>By feature, on the days of a question's period; null where it filters by what is not kept.</summary>
    public async Task<IReadOnlyDictionary<string, Abandoned>?> ByFeatureAsync(CostQuery query, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Filters.Any(f => !Known.Contains(f.Dimension)))
        {
            return null;
        }

        var (first, last) = (Instants.ToDay(Instants.ToMicros(query.FromUtc)), Instants.ToDay(Instants.ToMicros(query.ToUtc) - 1));
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var cells = context.AbandonedCells.AsNoTracking().Where(c => c.Day >= first && c.Day <= last);
        foreach (var (key, wanted) in await costs.ResolveAsync(query.Filters, scope, cancellation))
        {
            var ids = wanted;
            cells = key == CubeKeys.Tenant ? cells.Where(c => ids.Contains(c.TenantId)) : cells.Where(c => ids.Contains(c.FeatureId));
        }

        var sums = await cells.GroupBy(c => c.FeatureId).Select(g => new { g.Key, Calls = g.Sum(c => c.Calls), Tokens = g.Sum(c => c.Tokens), Nanos = g.Sum(c => c.CostNanos) }).ToListAsync(cancellation);
        var known = await names.NamesOfAsync(sums.Select(s => s.Key).Where(id => id != 0).ToHashSet(), cancellation);
        return sums.GroupBy(s => known.TryGetValue(s.Key, out var name) ? name.Key : "", StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => new Abandoned(g.Sum(s => s.Calls), g.Sum(s => s.Tokens), g.Sum(s => s.Nanos)), StringComparer.Ordinal);
    }
}
