using System.Globalization;

namespace FinOps.Core.Costs;

/// <summary>The statements that verify and rebuild rollups; the same text runs on both databases.</summary>
internal static class RollupSql
{
    /// <summary>A cell's key within its cube.</summary>
    public static readonly string[] KeyColumns = ["Period", .. CostSql.Dimensions.Select(d => d.Column)];

    public static string SelectCells(Cube cube, int from, int to) => string.Create(CultureInfo.InvariantCulture,
        $"SELECT {string.Join(',', KeyColumns)},{string.Join(',', Measures.Names)},Latency FROM CostCell WHERE CubeId={cube.Id} AND Period>={from} AND Period<{to}");

    public static string DeleteCells(Cube cube, int from, int to) => string.Create(CultureInfo.InvariantCulture,
        $"DELETE FROM CostCell WHERE CubeId={cube.Id} AND Period>={from} AND Period<{to}");

    public static string InsertCell(Cube cube) => string.Create(CultureInfo.InvariantCulture,
        $"INSERT INTO CostCell (CubeId,{string.Join(',', KeyColumns)},{string.Join(',', Measures.Names)},Latency) VALUES ({cube.Id},{string.Join(',', Enumerable.Range(0, KeyColumns.Length + Measures.Count + 1).Select(i => $"@p{i}"))})");

    /// <summary>The columns that rollups are made of; the same text runs on both databases.</summary>
    public static string SelectRecords(int fromHour, int toHour) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT OccurredHour, TenantId, FeatureId, ModelId, UserId, TeamId, RouteId, TaskId, EnvironmentId, Status, LatencyMs,
        UnpricedReason, InputTokens, CacheReadTokens, CacheWrite5mTokens, CacheWrite1hTokens, OutputTokens, ReasoningTokens,
        PromptTokens, ToolTokens, MemoryTokens, UnsplitTokens,
        InputCostNanos, CacheReadCostNanos, CacheWriteCostNanos, OutputCostNanos, FeeCostNanos,
        PromptCostNanos, ToolCostNanos, MemoryCostNanos, UnsplitCostNanos, ClaimedCostNanos, CorrectionNanos
        FROM UsageRecord WHERE OccurredHour>={fromHour} AND OccurredHour<{toHour}
        """);
}
