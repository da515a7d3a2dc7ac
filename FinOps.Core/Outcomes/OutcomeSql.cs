using System.Globalization;
using System.Text;
using FinOps.Core.Costs;

namespace FinOps.Core.Outcomes;

/// <summary>The hand-written statements that read outcomes and sessions; the same text runs on both databases. All values are integers made here.</summary>
internal static class OutcomeSql
{
    /// <summary>The measures of a cell of outcomes, in the order in which <see cref="OutcomeSums"/> adds them.</summary>
    public static readonly string[] Measures =
    [
        "Outcomes", "Successes", "SuccessfulMillionths", "Judged", "Correct", "Joined", "JoinedSuccesses", "JoinedSuccessfulMillionths", "JoinedCorrectMillionths",
        "ResolvedCostNanos", "UnresolvedCostNanos", "JudgedCostNanos", "CorrectCostNanos", "OwnFeatureCostNanos", "Calls", "Tokens", "UnpricedCalls",
    ];

    /// <summary>The measures of a cell of sessions.</summary>
    public static readonly string[] SessionMeasures = ["Sessions", "Calls", "UnpricedSessions", "CostNanos"];

    /// <summary>Cells of outcomes: day, tenant, feature and model, the measures, and the histogram if asked for.</summary>
    public static string Outcomes(OutcomeCube cube, int typeId, int fromDay, int toDay, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> filters, bool withHistogram) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT Day,TenantId,FeatureId,ModelId,{string.Join(',', Measures)}{(withHistogram ? ",Histogram" : "")} FROM OutcomeCell WHERE Cube={(int)cube} AND TypeId={typeId} AND {Days(fromDay, toDay, filters)}{Filters(filters)}");

    /// <summary>How many outcomes there are of each type.</summary>
    public static string Types(OutcomeCube cube, IReadOnlyList<int> typeIds, int fromDay, int toDay, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> filters) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT TypeId, SUM(Outcomes) FROM OutcomeCell WHERE Cube={(int)cube} AND TypeId IN ({string.Join(',', typeIds.DefaultIfEmpty(-1))}) AND {Days(fromDay, toDay, filters)}{Filters(filters)} GROUP BY TypeId");

    /// <summary>Cells of sessions: day, tenant and feature, the measures, and the histogram if asked for.</summary>
    public static string Sessions(SessionCube cube, int fromDay, int toDay, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> filters, bool withHistogram) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT Day,TenantId,FeatureId,{string.Join(',', SessionMeasures)}{(withHistogram ? ",Histogram" : "")} FROM SessionCell WHERE Cube={(int)cube} AND {Days(fromDay, toDay, filters)}{Filters(filters)}");

    /// <summary>What the builders make of real arguments, for tests.</summary>
    internal static IEnumerable<string> Examples()
    {
        (CubeKeys, IReadOnlyList<int>)[] some = [(CubeKeys.Tenant, [1, 2]), (CubeKeys.Feature, []), (CubeKeys.Model, [7])];
        return
        [
            Outcomes(OutcomeCube.ByFeature, 1, 20_000, 20_030, [], true), Outcomes(OutcomeCube.ByTenant, 1, 20_000, 20_030, some, false),
            Types(OutcomeCube.ByFeature, [1, 2], 20_000, 20_030, []), Types(OutcomeCube.ByTenant, [], 20_000, 20_030, some),
            Sessions(SessionCube.ByFeature, 20_000, 20_030, [], true), Sessions(SessionCube.ByTenant, 20_000, 20_030, some[..2], false),
        ];
    }

    /// <summary>With a tenant behind it, listing the days lets the key be sought instead of scanned.</summary>
    private static string Days(int fromDay, int toDay, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> filters) => filters.Any(f => f.Key == CubeKeys.Tenant) && toDay - fromDay <= 1_000
        ? $"Day IN ({string.Join(',', Enumerable.Range(fromDay, Math.Max(0, toDay - fromDay)).DefaultIfEmpty(-1))})"
        : string.Create(CultureInfo.InvariantCulture, $"Day>={fromDay} AND Day<{toDay}");

    private static string Filters(IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> filters)
    {
        var where = new StringBuilder();
        foreach (var (key, ids) in filters)
        {
            var column = CostSql.Dimensions.Single(d => d.Key == key).Column;
            where.Append(CultureInfo.InvariantCulture, $" AND {column} IN ({(ids.Count == 0 ? "-2" : string.Join(',', ids))})");
        }

        return where.ToString();
    }
}
