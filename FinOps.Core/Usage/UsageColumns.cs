namespace FinOps.Core.Usage;

/// <summary>Names of columns that hand-written statements share.</summary>
internal static class UsageColumns
{
    /// <summary>The key of a rollup cell, in the order of its index.</summary>
    public static readonly string[] CellKey =
    [
        "CubeId", "Period", "TenantId", "FeatureId", "ModelId", "UserId", "TeamId", "RouteId", "TaskId", "EnvironmentId", "Status",
    ];
}
