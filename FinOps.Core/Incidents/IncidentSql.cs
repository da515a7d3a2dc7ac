using System.Globalization;

namespace FinOps.Core.Incidents;

/// <summary>The statements of scoring; the same text runs on both databases. All values are integers made here.</summary>
internal static class IncidentSql
{
    /// <summary>What the records of some ids cost, with whose they are; in no order.</summary>
    public static string Spend(long afterId, long throughId) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT OccurredAtMicros, TenantId, FeatureId, ModelId, InputCostNanos+CacheReadCostNanos+CacheWriteCostNanos+OutputCostNanos+FeeCostNanos
        FROM UsageRecord WHERE Id>{afterId} AND Id<={throughId}
        """);

    /// <summary>What the builders make of real arguments, for tests.</summary>
    internal static IEnumerable<string> Examples() => [Spend(5, 100_000)];
}
