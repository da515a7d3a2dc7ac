using System.Globalization;
using FinOps.Core.Costs;

namespace FinOps.Core.Derivations;

/// <summary>The statements of derivations; the same text runs on both databases. All values are integers made here.</summary>
internal static class DerivationSql
{
    /// <summary>
    /// What the records of each day sum to, from the rollup with the fewest cells a day. The sums weighted by ids tell a day from another one in which
    /// as many calls were of other features or models.
    /// </summary>
    public static string DaySums(byte cubeId) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT Period, SUM(Requests), SUM(UnpricedRequests), SUM(Errors), SUM(Retries), SUM(InputTokens), SUM(CacheReadTokens), SUM(OutputTokens),
        SUM(InputCostNanos+CacheReadCostNanos+CacheWriteCostNanos+OutputCostNanos+FeeCostNanos), SUM(OutputCostNanos), SUM(CorrectionCostNanos),
        SUM(Requests*FeatureId), SUM(Requests*ModelId), SUM(Requests*EnvironmentId)
        FROM CostCell WHERE CubeId={cubeId} GROUP BY Period
        """);

    /// <summary>How many sums <see cref="DaySums"/> has behind the day.</summary>
    public const int Sums = 13;

    /// <summary>The records of some hours with the columns of <see cref="DayRecord"/>, in its order from <see cref="DayRecord.Id"/> on.</summary>
    public static string Records(int fromHour, int toHour) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT Id, OccurredAtMicros, TenantId, FeatureId, ModelId, UserId, TaskId, EnvironmentId, Status, Origin, UnpricedReason,
        InputTokens, CacheReadTokens, OutputTokens, StreamTerminatedAtToken,
        InputCostNanos+CacheReadCostNanos+CacheWriteCostNanos+OutputCostNanos+FeeCostNanos, OutputCostNanos,
        RequestId, ParentRequestId, TraceId, SessionId, AgentRunId, WorkflowStep, ModelVersion, LatencyMs
        FROM UsageRecord WHERE OccurredHour>={fromHour} AND OccurredHour<{toHour}
        """);

    /// <summary>Adds one row; the parameters are @p0, @p1 and so on.</summary>
    public static string Insert(string table, IReadOnlyList<string> columns) =>
        $"INSERT INTO {table} ({string.Join(',', columns)}) VALUES ({string.Join(',', columns.Select((_, i) => $"@p{i}"))})";

    /// <summary>What the builders make of real arguments, for tests.</summary>
    internal static IEnumerable<string> Examples() =>
        [DaySums(Cube.FeatureDay.Id), Records(480_000, 480_024), Insert("DerivedDay", ["Name", "Day", "Fingerprint", "DerivedAtMicros"])];
}
