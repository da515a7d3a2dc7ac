using System.Globalization;
using System.Text;
using FinOps.Core.Data;

namespace FinOps.Core.Costs;

/// <summary>The hand-written statements that read costs; the same text runs on both databases. All values are integers made here, none comes from a user.</summary>
internal static class CostSql
{
    /// <summary>Stored dimensions in the order in which groups carry them.</summary>
    public static readonly (CubeKeys Key, string Column)[] Dimensions =
    [
        (CubeKeys.Tenant, "TenantId"), (CubeKeys.Feature, "FeatureId"), (CubeKeys.Model, "ModelId"), (CubeKeys.User, "UserId"), (CubeKeys.Team, "TeamId"),
        (CubeKeys.Route, "RouteId"), (CubeKeys.Task, "TaskId"), (CubeKeys.Environment, "EnvironmentId"), (CubeKeys.Status, "Status"),
    ];

    /// <summary>What each measure is, taken from records; the order is that of <see cref="Measure"/>.</summary>
    public static readonly string[] RecordMeasures =
    [
        "COUNT_BIG(*)", "SUM(CASE WHEN Status IN (3,4) THEN CAST(1 AS BIGINT) ELSE 0 END)", "SUM(CASE WHEN Status IN (1,2) THEN CAST(1 AS BIGINT) ELSE 0 END)",
        "SUM(CASE WHEN UnpricedReason<>0 THEN CAST(1 AS BIGINT) ELSE 0 END)", "SUM(CASE WHEN UnsplitTokens>0 THEN CAST(1 AS BIGINT) ELSE 0 END)",
        "SUM(CASE WHEN TenantId=0 OR FeatureId=0 THEN CAST(1 AS BIGINT) ELSE 0 END)",
        Sum("InputTokens"), Sum("CacheReadTokens"), "SUM(CAST(CacheWrite5mTokens AS BIGINT)+CacheWrite1hTokens)", Sum("OutputTokens"), Sum("ReasoningTokens"),
        Sum("PromptTokens"), Sum("ToolTokens"), Sum("MemoryTokens"), Sum("UnsplitTokens"),
        "SUM(InputCostNanos)", "SUM(CacheReadCostNanos)", "SUM(CacheWriteCostNanos)", "SUM(OutputCostNanos)", "SUM(FeeCostNanos)",
        "SUM(PromptCostNanos)", "SUM(ToolCostNanos)", "SUM(MemoryCostNanos)", "SUM(UnsplitCostNanos)",
        $"SUM(CASE WHEN Status<>0 THEN {RecordCost} ELSE 0 END)", "SUM(COALESCE(ClaimedCostNanos,0))",
        $"SUM(CASE WHEN ClaimedCostNanos IS NULL THEN 0 ELSE {RecordCost} END)", "SUM(CorrectionNanos)",
    ];

    private const string RecordCost = "InputCostNanos+CacheReadCostNanos+CacheWriteCostNanos+OutputCostNanos+FeeCostNanos";

    /// <summary>Sums of cells: group columns, then the period if asked for, then the measures.</summary>
    public static string Cells(CubeRange range, CubeKeys groups, bool byPeriod, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> filters, IReadOnlyList<Measure> measures)
    {
        var where = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"CubeId={range.Cube.Id} AND {Periods(range, filters.Count > 0)}"));
        return Select("CostCell", groups, byPeriod ? "Period" : null, string.Join(", ", measures.Select(m => $"SUM({Measures.Names[(int)m]})")), AppendFilters(where, filters));
    }

    /// <summary>The cells themselves, for adding up outside: SQLite sorts all rows to group them, which takes longer than handing them over.</summary>
    public static string CellRows(CubeRange range, CubeKeys groups, bool byPeriod, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> filters, IReadOnlyList<Measure> measures)
    {
        var where = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"CubeId={range.Cube.Id} AND {Periods(range, filters.Count > 0)}"));
        return $"SELECT {string.Join(", ", Columns(groups, byPeriod ? "Period" : null).Concat(measures.Select(m => Measures.Names[(int)m])))} FROM CostCell WHERE {AppendFilters(where, filters)}";
    }

    /// <summary>The latency histograms of cells: group columns, then the histogram; one row a cell.</summary>
    public static string Latencies(CubeRange range, CubeKeys groups, bool byPeriod, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> filters)
    {
        var where = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"CubeId={range.Cube.Id} AND {Periods(range, filters.Count > 0)} AND Latency IS NOT NULL"));
        var columns = Columns(groups, byPeriod ? "Period" : null);
        return $"SELECT {string.Join(", ", columns.Append("Latency"))} FROM CostCell WHERE {AppendFilters(where, filters)}";
    }

    /// <summary>The first and the last period with cells; null and null where there is none.</summary>
    public static string Extent(CubeRange range, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> filters)
    {
        var where = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"CubeId={range.Cube.Id} AND {Periods(range, filters.Count > 0)}"));
        return $"SELECT MIN(Period), MAX(Period) FROM CostCell WHERE {AppendFilters(where, filters)}";
    }

    /// <summary>The same sums from records, by hour if asked for.</summary>
    public static string Records(RecordRange range, CubeKeys groups, bool byHour, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> filters, IReadOnlyList<Measure> measures, bool isSqlServer)
    {
        var (firstHour, lastHour) = (Instants.ToHour(range.FromMicros), Instants.ToHour(range.ToMicros - 1));
        var where = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"OccurredHour BETWEEN {firstHour} AND {lastHour} AND OccurredAtMicros>={range.FromMicros} AND OccurredAtMicros<{range.ToMicros}"));
        var sums = string.Join(", ", measures.Select(m => RecordMeasures[(int)m]));
        sums = isSqlServer ? sums : sums.Replace("COUNT_BIG(*)", "COUNT(*)", StringComparison.Ordinal);
        return Select("UsageRecord", groups, byHour ? "OccurredHour" : null, sums, AppendFilters(where, filters));
    }

    private static string Sum(string column) => $"SUM(CAST({column} AS BIGINT))";

    /// <summary>With a filter behind it, listing the periods lets the key be sought instead of scanned.</summary>
    private static string Periods(CubeRange range, bool isFiltered) => isFiltered && range.ToPeriod - range.FromPeriod <= 1000
        ? $"Period IN ({string.Join(',', Enumerable.Range(range.FromPeriod, range.ToPeriod - range.FromPeriod))})"
        : string.Create(CultureInfo.InvariantCulture, $"Period>={range.FromPeriod} AND Period<{range.ToPeriod}");

    private static string AppendFilters(StringBuilder where, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> filters)
    {
        foreach (var (key, ids) in filters)
        {
            var column = Dimensions.Single(d => d.Key == key).Column;
            where.Append(CultureInfo.InvariantCulture, $" AND {column} IN ({(ids.Count == 0 ? "-1" : string.Join(',', ids))})");
        }

        return where.ToString();
    }

    private static List<string> Columns(CubeKeys groups, string? timeColumn)
    {
        var columns = Dimensions.Where(d => (groups & d.Key) != 0).Select(d => d.Column).ToList();
        if (timeColumn is not null)
        {
            columns.Add(timeColumn);
        }

        return columns;
    }

    private static string Select(string table, CubeKeys groups, string? timeColumn, string sums, string where)
    {
        var columns = Columns(groups, timeColumn);
        var list = string.Join(", ", columns);
        return columns.Count == 0
            ? $"SELECT {sums} FROM {table} WHERE {where} HAVING COUNT(*)>0"
            : $"SELECT {list}, {sums} FROM {table} WHERE {where} GROUP BY {list}";
    }
}
