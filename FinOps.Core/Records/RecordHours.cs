using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Records;

/// <summary>Asks the rollups in which hours of a day records of a filter can be, so that only those hours are read.</summary>
/// <remarks>Rollups without the tenant are asked about everybody's usage: they can only rule hours out that the scope's own usage has put in.</remarks>
internal sealed class RecordHours(CostQueries costs)
{
    private static readonly CostDimension[] OfTenants = [CostDimension.Tenant, CostDimension.Tier, CostDimension.Environment, CostDimension.Status];
    private static readonly CostDimension[] OfFeatures = [CostDimension.Feature, CostDimension.Team, CostDimension.Model, CostDimension.Provider, CostDimension.Environment];
    private static readonly CostDimension[] OfUsers = [CostDimension.Tenant, CostDimension.Tier, CostDimension.User, CostDimension.Environment];
    private static readonly CostDimension[] OfWork = [.. OfFeatures, CostDimension.Route, CostDimension.Task, CostDimension.Status];

    /// <summary>The hours of a day that can hold matching records, newest first, as hours since the epoch.</summary>
    public async Task<IReadOnlyList<int>> OfDayAsync(RecordFilter filter, TenantScope scope, DateOnly day, CancellationToken cancellation)
    {
        var from = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var query = new CostQuery(from, from.AddDays(1));

        // Users, routes and tasks are kept by the day alone: a day without them needs no look at its hours.
        foreach (var (daily, own) in new[] { (OfUsers, OfUsers[2..3]), (OfWork, OfWork[5..7]) })
        {
            if (filter.Filters.Any(f => own.Contains(f.Dimension))
                && (await costs.RunAsync(query with { Filters = Of(filter, daily) }, daily == OfUsers ? scope : TenantScope.All, cancellation)).Total.Requests == 0)
            {
                return [];
            }
        }

        var byHour = query with { GroupBy = [CostDimension.Hour] };
        var hours = Hours(await costs.RunAsync(byHour with { Filters = Of(filter, OfTenants) }, scope, cancellation), filter);
        if (hours.Count > 0 && filter.Filters.Any(f => OfFeatures.Contains(f.Dimension)))
        {
            hours.IntersectWith(Hours(await costs.RunAsync(byHour with { Filters = Of(filter, OfFeatures) }, TenantScope.All, cancellation), filter));
        }

        return [.. hours.OrderDescending()];
    }

    /// <summary>What the matching calls add up to, where a rollup knows; null where only the records do.</summary>
    public async Task<CostMeasures?> TotalAsync(RecordFilter filter, TenantScope scope, CancellationToken cancellation) =>
        filter.Fault is null && filter.Id is null && !filter.HasOtherClaim && !filter.IsFlagged && CostQueries.HasRollupFor(filter.Filters, scope)
            ? (await costs.RunAsync(new CostQuery(filter.FromUtc, filter.ToUtc) { Filters = filter.Filters }, scope, cancellation)).Total
            : null;

    private static List<CostFilter> Of(RecordFilter filter, CostDimension[] dimensions) => [.. filter.Filters.Where(f => dimensions.Contains(f.Dimension))];

    private static HashSet<int> Hours(CostResult result, RecordFilter filter) =>
    [
        .. from row in result.Rows
           where (filter.IsUnpriced ? row.Measures.UnpricedRequests : row.Measures.Requests) > 0
           let at = DateTime.ParseExact(row.Keys[0], "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)
           select Instants.ToHour(Instants.ToMicros(at)),
    ];
}
