namespace FinOps.Core.Budgets;

/// <summary>The temporary table that posting needs on SQL Server.</summary>
internal static class BudgetSqlServerSql
{
    public const string CreateBudget =
        "CREATE TABLE [#Budget] ([BudgetId] int NOT NULL, [Grain] tinyint NOT NULL, [StartMicros] bigint NOT NULL, [EndMicros] bigint NOT NULL, "
        + "[LimitNanos] bigint NOT NULL, [DeltaNanos] bigint NOT NULL, [NextAlertNanos] bigint NOT NULL)";
}
