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
        var cells = new OutcomeCells(type.Id, DayOf(query.From), DayOf(query.To), filters)
        {
            IsByTenant = query.GroupBy is CostDimension.Tenant or CostDimension.Tier || filters.Exists(f => f.Key == CubeKeys.Tenant),
        };
        var tally = new OutcomeTally();
        var tiers = query.GroupBy == CostDimension.Tier ? new TierNumbers(await names.TiersAsync(cancellation)) : null;
        await cells.ReadAsync(context, (in place) => GroupOf(query.GroupBy, place, tiers), tally, cancellation);
        var keys = await KeysAsync(query.GroupBy, tally.Groups, tiers, cancellation);
        var ratio = await new OutcomeRatio(costs, names).RunAsync(query, tally.UnjoinedFeatures(), scope, cancellation);
        return new OutcomeResult(query, type, Sorted(query.GroupBy, tally.ByName(keys, ratio)), tally.Total(ratio))
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

    private static int GroupOf(CostDimension? by, in OutcomeCells.Place place, TierNumbers? tiers) => by switch
    {
        CostDimension.Day => place.Day,
        CostDimension.Tenant => place.Tenant,
        CostDimension.Tier => tiers!.Of(place.Tenant),
        CostDimension.Feature => place.Feature,
        CostDimension.Model => place.Model,
        _ => 0,
    };

    /// <summary>The names of groups.</summary>
    private async Task<Dictionary<int, string>> KeysAsync(CostDimension? by, IReadOnlyCollection<int> groups, TierNumbers? tiers, CancellationToken cancellation)
    {
        switch (by)
        {
            case CostDimension.Day:
                return groups.ToDictionary(id => id, id => Instants.ToUtc(id * Instants.MicrosPerDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            case CostDimension.Tier:
                return groups.ToDictionary(id => id, id => tiers!.NameOf(id));
            case CostDimension.Tenant or CostDimension.Feature or CostDimension.Model:
                var known = await names.NamesOfAsync(groups, cancellation);
                return groups.ToDictionary(id => id, id => known.TryGetValue(id, out var name) ? name.Key : "");
            default:
                return groups.ToDictionary(id => id, _ => "");
        }
    }

    private static List<OutcomeGroup> Sorted(CostDimension? by, List<OutcomeGroup> rows) => by == CostDimension.Day
        ? [.. rows.OrderBy(r => r.Key, StringComparer.Ordinal)]
        : [.. rows.OrderByDescending(r => r.Sums.ResolvedCostNanos + r.Sums.UnresolvedCostNanos).ThenByDescending(r => r.Sums.Outcomes).ThenBy(r => r.Key, StringComparer.Ordinal)];

    internal static async Task<DateTime?> DerivedAtAsync(FinOpsDbContext context, CancellationToken cancellation) =>
        await context.DerivedDays.Where(d => d.Name == OutcomeDerivation.StoredName).MaxAsync(d => (long?)d.DerivedAtMicros, cancellation) is { } at ? Instants.ToUtc(at) : null;

    /// <summary>Looks only at days that are not worked out: those with outcomes are few, and to count the outcomes of all would take longer than the answer.</summary>
    internal static async Task<int> WaitingDaysAsync(FinOpsDbContext context, OutcomeQuery query, CancellationToken cancellation)
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

    /// <summary>Tiers as numbers, in the order of their names; -1 stands for none.</summary>
    private sealed class TierNumbers(Dictionary<int, string> tierOfTenant)
    {
        private readonly List<string> sorted = [.. tierOfTenant.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        private readonly Dictionary<int, int> numbers = [];

        public int Of(int tenant)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, tenant, out var isKnown);
            return isKnown ? number : number = tierOfTenant.TryGetValue(tenant, out var tier) ? sorted.IndexOf(tier) : -1;
        }

        public string NameOf(int number) => number < 0 ? "" : sorted[number];
    }
}
