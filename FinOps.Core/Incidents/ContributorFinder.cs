using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Incidents;

/// <summary>Finds what explains an incident's excess: its last hours against the same hours of the seven days before.</summary>
internal sealed class ContributorFinder(CostQueries costs, DimensionNames names)
{
    /// <summary>More hours would only read more records.</summary>
    private const int MostHours = 6;
    private const int DaysCompared = 7;

    /// <summary>What explains the spend of a scope up to a moment.</summary>
    public async Task<Explanation> FindAsync(ScopeKey scope, int fromHour, ScoringTime now, CancellationToken cancellation)
    {
        var filters = await FiltersAsync(scope, cancellation);
        var first = Math.Max(fromHour, now.Hour - MostHours + 1);
        var (from, to) = (Instants.ToUtc(first * Instants.MicrosPerHour), Instants.ToUtc(now.Micros + 1));
        var spent = await ReadAsync(from, to, filters, cancellation);
        var before = new Dictionary<string, (IReadOnlyList<string> Keys, long Nanos)>(StringComparer.Ordinal);
        for (var days = 1; days <= DaysCompared; days++)
        {
            foreach (var (keys, nanos) in await ReadAsync(from.AddDays(-days), to.AddDays(-days), filters, cancellation))
            {
                var key = string.Join('\0', keys);
                before[key] = (keys, before.GetValueOrDefault(key).Nanos + nanos);
            }
        }

        return Explainer.Explain(spent, [.. before.Values.Select(r => (r.Keys, r.Nanos / DaysCompared))]);
    }

    private async Task<List<(IReadOnlyList<string> Keys, long Nanos)>> ReadAsync(DateTime from, DateTime to, IReadOnlyList<CostFilter> filters, CancellationToken cancellation)
    {
        try
        {
            var answer = await costs.RunAsync(new CostQuery(from, to) { GroupBy = Explainer.Dimensions, Filters = filters, ForReport = true }, TenantScope.All, cancellation);
            return [.. answer.Rows.Select(r => (r.Keys, r.Measures.EffectiveCostNanos))];
        }
        catch (ArgumentException)
        {
            return []; // the records of that time were pruned
        }
    }

    private async Task<IReadOnlyList<CostFilter>> FiltersAsync(ScopeKey scope, CancellationToken cancellation)
    {
        var ids = new[] { (CostDimension.Tenant, scope.TenantId), (CostDimension.Feature, scope.FeatureId), (CostDimension.Model, scope.ModelId) }.Where(d => d.Item2 != 0).ToList();
        var known = await names.NamesOfAsync([.. ids.Select(d => d.Item2)], cancellation);
        return [.. ids.Where(d => known.ContainsKey(d.Item2)).Select(d => new CostFilter(d.Item1, [known[d.Item2].Key]))];
    }
}
