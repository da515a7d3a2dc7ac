namespace FinOps.Core.Months;

/// <summary>The statement that writers of usage read in their transaction; the same text runs on both databases.</summary>
internal static class MonthSql
{
    public const string Closed = "SELECT Month FROM ClosedMonth WHERE ReopenedAtMicros IS NULL";
}
