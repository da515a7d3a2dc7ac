namespace FinOps.Core.Months;

/// <summary>The statement that writers of usage read in their transaction; the same text runs on both databases.</summary>
internal static class MonthSql
{
    /// <summary>What of the past is settled: the months that are closed, and (marked with 1) the newest week whose records were pruned.</summary>
    public const string Settled =
        "SELECT Month, 0 AS IsWeek FROM ClosedMonth WHERE ReopenedAtMicros IS NULL UNION ALL SELECT Week, 1 AS IsWeek FROM PrunedWeek WHERE Week=(SELECT MAX(Week) FROM PrunedWeek)";
}
