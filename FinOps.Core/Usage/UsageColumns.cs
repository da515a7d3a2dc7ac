using FinOps.Core.Budgets;
using FinOps.Core.Pricing.Rerating;

namespace FinOps.Core.Usage;

/// <summary>Names of columns that hand-written statements share.</summary>
internal static class UsageColumns
{
    /// <summary>The key of a rollup cell, in the order of its index.</summary>
    public static readonly string[] CellKey =
    [
        "CubeId", "Period", "TenantId", "FeatureId", "ModelId", "UserId", "TeamId", "RouteId", "TaskId", "EnvironmentId", "Status",
    ];

    /// <summary>The statements that create the temporary tables of a staging transaction on SQL Server.</summary>
    public static string[] StagingTables =>
    [
        UsageSqlServerSql.CreateName, UsageSqlServerSql.CreateEvent, UsageSqlServerSql.CreateCell, UsageSqlServerSql.CreateLatency, RerateSqlServerSql.CreateRerated,
        BudgetSqlServerSql.CreateBudget,
    ];
}
