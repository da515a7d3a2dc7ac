namespace FinOps.Core.Pricing.Rerating;

/// <summary>The statement that promotes staged ratings; plain enough to mean the same on both databases.</summary>
internal static class RerateStagingSql
{
    /// <summary>Changes the staged records that still are what was rated.</summary>
    public static readonly string UpdateRecords =
        $"UPDATE [UsageRecord] SET {string.Join(", ", RerateSql.ChangedColumns.Select(c => $"[{c}] = s.[{c}]"))} FROM [#Rerated] AS s "
        + "WHERE [UsageRecord].[Id] = s.[Id] AND ([UsageRecord].[PriceId] = s.[OldPriceId] OR ([UsageRecord].[PriceId] IS NULL AND s.[OldPriceId] IS NULL)) "
        + "AND [UsageRecord].[InputCostNanos] + [UsageRecord].[CacheReadCostNanos] + [UsageRecord].[CacheWriteCostNanos] + [UsageRecord].[OutputCostNanos] "
        + "+ [UsageRecord].[FeeCostNanos] = s.[OldCostNanos]";
}
