using System.Globalization;
using System.Runtime.InteropServices;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Outcomes;

/// <summary>Reads what outcomes cost: pages, API, exports and commands all ask here.</summary>
public sealed class OutcomeQueries(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, DimensionNames names)
{
    /// <summary>Histograms of so many tenants are merged; of more, only of a feature's cells.</summary>
    private const int MostTenantsWithHistogram = 200;

    private const int KeyColumns = 4;

    /// <summary>What an outcome of one type costs, in groups.</summary>
    /// <param name="scope">Whose outcomes may count.</param>
    /// <returns>Null when there is no such type.</returns>
    /// <exception cref="ArgumentException">The period is empty, or outcomes are not kept by a dimension; the message says which.</exception>
    public async Task<OutcomeResult?> RunAsync(OutcomeQuery query, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        Validate(query.From, query.To, query.Filters, query.GroupBy);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.OutcomeTypes.AsNoTracking().SingleOrDefaultAsync(t => t.Key == query.TypeKey, cancellation) is not { } type)
        {
            return null;
        }

        var filters = await costs.ResolveAsync(query.Filters, scope, cancellation);
        var byTenant = query.GroupBy is CostDimension.Tenant or CostDimension.Tier || filters.Exists(f => f.Key == CubeKeys.Tenant);
        var withHistogram = !byTenant || filters.Exists(f => f.Key == CubeKeys.Tenant && f.Ids.Count <= MostTenantsWithHistogram);
        var sql = OutcomeSql.Outcomes(byTenant ? OutcomeCube.ByTenant : OutcomeCube.ByFeature, type.Id, DayOf(query.From), DayOf(query.To), filters, withHistogram);
        var sums = new Dictionary<(int Group, int Feature), OutcomeSums>();
        var tiers = query.GroupBy == CostDimension.Tier ? await TierIdsAsync(cancellation) : null;
        await OutcomeRows.ReadAsync(context, sql, KeyColumns + OutcomeSql.Measures.Length, withHistogram, (numbers, histogram) =>
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (GroupOf(query.GroupBy, numbers, tiers), (int)numbers[2]), out _);
            (sum ??= new OutcomeSums()).Add(numbers[KeyColumns..], histogram);
        }, cancellation);
        var keys = await KeysAsync(query.GroupBy, sums.Keys, tiers, cancellation);
        var ratio = await new OutcomeRatio(costs, names).RunAsync(query, sums, keys, scope, cancellation);
        return new OutcomeResult(query, type, Rows(query.GroupBy, sums, keys, ratio), Total(sums, ratio))
        {
            DerivedAtUtc = await DerivedAtAsync(context, cancellation),
            WaitingDays = await WaitingDaysAsync(context, query, cancellation),
        };
    }

    /// <summary>Every type and how many outcomes of it there are in a period; in the order in which they were added.</summary>
    public async Task<IReadOnlyList<OutcomeTypeUse>> TypesAsync(DateOnly from, DateOnly to, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var types = await context.OutcomeTypes.AsNoTracking().OrderBy(t => t.Id).ToListAsync(cancellation);
        var counts = new Dictionary<int, long>();
        var filters = await costs.ResolveAsync([], scope, cancellation);
        var sql = OutcomeSql.Types(scope.IsAll ? OutcomeCube.ByFeature : OutcomeCube.ByTenant, [.. types.Select(t => t.Id)], DayOf(from), DayOf(to), filters);
        await OutcomeRows.ReadAsync(context, sql, 2, withHistogram: false, (numbers, _) => counts[(int)numbers[0]] = numbers[1], cancellation);
        return [.. types.Select(t => new OutcomeTypeUse(t, counts.GetValueOrDefault(t.Id)))];
    }

    internal static int DayOf(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    internal static void Validate(DateOnly from, DateOnly to, IEnumerable<CostFilter> filters, CostDimension? groupBy)
    {
        if (from >= to)
        {
            throw new ArgumentException("The period is empty: from must be before to.");
        }

        if (groupBy is not (null or CostDimension.Day or CostDimension.Feature or CostDimension.Tenant or CostDimension.Tier or CostDimension.Model))
        {
            throw new ArgumentException($"Outcomes cannot be grouped by {CostRequest.NameOf(groupBy.Value)}. Allowed: day, feature, tenant, tier, model.");
        }

        if (filters.FirstOrDefault(f => f.Dimension is not (CostDimension.Feature or CostDimension.Tenant or CostDimension.Tier or CostDimension.Model or CostDimension.Provider)) is { } filter)
        {
            throw new ArgumentException($"Outcomes are not kept by {CostRequest.NameOf(filter.Dimension)}. Filter by feature, tenant, tier, model or provider.");
        }
    }

    private static int GroupOf(CostDimension? by, ReadOnlySpan<long> numbers, Dictionary<int, int>? tiers) => by switch
    {
        CostDimension.Day => (int)numbers[0],
        CostDimension.Tenant => (int)numbers[1],
        CostDimension.Tier => tiers!.GetValueOrDefault((int)numbers[1], -1),
        CostDimension.Feature => (int)numbers[2],
        CostDimension.Model => (int)numbers[3],
        _ => 0,
    };

    /// <summary>The tier of each tenant, as the place of its name among the sorted ones.</summary>
    private async Task<Dictionary<int, int>> TierIdsAsync(CancellationToken cancellation)
    {
        var tiers = await names.TiersAsync(cancellation);
        var sorted = tiers.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return tiers.ToDictionary(t => t.Key, t => sorted.IndexOf(t.Value));
    }

    /// <summary>The names of groups.</summary>
    private async Task<Dictionary<int, string>> KeysAsync(CostDimension? by, IEnumerable<(int Group, int Feature)> groups, Dictionary<int, int>? tiers, CancellationToken cancellation)
    {
        var ids = groups.Select(g => g.Group).Distinct().ToList();
        switch (by)
        {
            case CostDimension.Day:
                return ids.ToDictionary(id => id, id => Instants.ToUtc(id * Instants.MicrosPerDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            case CostDimension.Tier:
                var sorted = (await names.TiersAsync(cancellation)).Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
                return ids.ToDictionary(id => id, id => id >= 0 && id < sorted.Count ? sorted[id] : "");
            case CostDimension.Tenant or CostDimension.Feature or CostDimension.Model:
                var known = await names.NamesOfAsync(ids, cancellation);
                return ids.ToDictionary(id => id, id => known.TryGetValue(id, out var name) ? name.Key : "");
            default:
                return ids.ToDictionary(id => id, _ => "");
        }
    }

    private static List<OutcomeGroup> Rows(CostDimension? by, Dictionary<(int Group, int Feature), OutcomeSums> sums, Dictionary<int, string> keys, IReadOnlyDictionary<(string Key, int Feature), long>? ratio)
    {
        // Two models of one name at two providers are one group, as everywhere.
        var rows = sums.GroupBy(s => keys[s.Key.Group]).Select(g => new OutcomeGroup(g.Key, Merge(g, ratio is null ? null : f => ratio.TryGetValue((g.Key, f), out var cost) ? cost : null)));
        return by == CostDimension.Day
            ? [.. rows.OrderBy(r => r.Key, StringComparer.Ordinal)]
            : [.. rows.OrderByDescending(r => r.Sums.ResolvedCostNanos + r.Sums.UnresolvedCostNanos).ThenByDescending(r => r.Sums.Outcomes).ThenBy(r => r.Key, StringComparer.Ordinal)];
    }

    private static OutcomeSums Total(Dictionary<(int Group, int Feature), OutcomeSums> sums, IReadOnlyDictionary<(string Key, int Feature), long>? ratio)
    {
        var byFeature = ratio?.GroupBy(r => r.Key.Feature).ToDictionary(g => g.Key, g => g.Sum(r => r.Value));
        return Merge(sums, byFeature is null ? null : f => byFeature.TryGetValue(f, out var cost) ? cost : null);
    }

    private static OutcomeSums Merge(IEnumerable<KeyValuePair<(int Group, int Feature), OutcomeSums>> parts, Func<int, long?>? featureCost)
    {
        var total = new OutcomeSums();
        long? ratio = null;
        foreach (var feature in parts.GroupBy(p => p.Key.Feature))
        {
            var own = feature.Sum(p => p.Value.OwnFeatureCostNanos);
            foreach (var part in feature)
            {
                total.Add(part.Value);
            }

            if (feature.Any(p => p.Value.Successes > p.Value.JoinedSuccesses) && featureCost?.Invoke(feature.Key) is { } cost)
            {
                ratio = (ratio ?? 0) + Math.Max(0, cost - own);
            }
        }

        total.RatioCostNanos = ratio;
        return total;
    }

    private static async Task<DateTime?> DerivedAtAsync(FinOpsDbContext context, CancellationToken cancellation) =>
        await context.DerivedDays.Where(d => d.Name == OutcomeDerivation.StoredName).MaxAsync(d => (long?)d.DerivedAtMicros, cancellation) is { } at ? Instants.ToUtc(at) : null;

    /// <summary>Looks only at days that are not worked out: those with outcomes are few, and to count the outcomes of all would take longer than the answer.</summary>
    private static async Task<int> WaitingDaysAsync(FinOpsDbContext context, OutcomeQuery query, CancellationToken cancellation)
    {
        var (from, to) = (DayOf(query.From), DayOf(query.To));
        var derived = await context.DerivedDays.Where(d => d.Name == OutcomeDerivation.StoredName && d.Day >= from && d.Day < to).Select(d => d.Day).ToListAsync(cancellation);
        var waiting = 0;
        foreach (var missing in Enumerable.Range(from, to - from).Except(derived).Chunk(200))
        {
            waiting += await context.Outcomes.Where(o => missing.Contains(o.Day)).Select(o => o.Day).Distinct().CountAsync(cancellation);
        }

        return waiting;
    }
}
