namespace FinOps.Core.Budgets;

/// <summary>The statements that post spend on the embedded database. Parameters are bound by position.</summary>
internal static class BudgetSqliteSql
{
    /// <summary>Adds to a window; tells whether a threshold is reached.</summary>
    public const string Add =
        "UPDATE BudgetWindow SET PostedNanos=PostedNanos+?, Version=Version+1 WHERE BudgetId=? AND Grain=? AND StartMicros=? RETURNING PostedNanos>=NextAlertNanos";

    public const string Insert =
        "INSERT INTO BudgetWindow (BudgetId,Grain,StartMicros,EndMicros,LimitNanos,PostedNanos,Version,AlertedPercent,NextAlertNanos) VALUES (?,?,?,?,?,?,1,0,?)";
}
