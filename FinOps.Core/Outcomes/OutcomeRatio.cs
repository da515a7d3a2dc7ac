using FinOps.Core.Access;
using FinOps.Core.Costs;

namespace FinOps.Core.Outcomes;

/// <summary>What features cost whose outcomes lead to no call, by group: the part of a ratio that joined work does not know.</summary>
internal sealed class OutcomeRatio(CostQueries costs, DimensionNames names)
{
    /// <summary>The cost of each feature that has successes which nothing joins, in each group; null where it cannot be told, as by model.</summary>
    /// <param name="features">Those with successes that nothing joins.</param>
    public async Task<IReadOnlyDictionary<(string Key, int Feature), long>?> RunAsync(OutcomeQuery query, List<int> features, TenantScope scope, CancellationToken cancellation)
    {
        if (features.Count == 0 || query.GroupBy == CostDimension.Model || query.Filters.Any(f => f.Dimension is CostDimension.Model or CostDimension.Provider))
        {
            return null;
        }

        var known = await names.NamesOfAsync(features, cancellation);
        var byName = features.Where(known.ContainsKey).ToDictionary(f => known[f].Key, f => f, StringComparer.Ordinal);
        var asked = new CostQuery(query.From.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), query.To.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))
        {
            GroupBy = query.GroupBy is null or CostDimension.Feature ? [CostDimension.Feature] : [query.GroupBy.Value, CostDimension.Feature],
            Filters = [.. query.Filters.Where(f => f.Dimension != CostDimension.Feature), new CostFilter(CostDimension.Feature, [.. byName.Keys])],
            ForReport = true,
        };
        var result = await costs.RunAsync(asked, scope, cancellation);
        return result.Rows.GroupBy(r => (KeyOf(query.GroupBy, r), byName[r.Keys[^1]])).ToDictionary(g => g.Key, g => g.Sum(r => r.Measures.EffectiveCostNanos));
    }

    private static string KeyOf(CostDimension? by, CostRow row) => by is null ? "" : row.Keys[0];
}
