namespace FinOps.Core.Pricing.Rerating;

/// <summary>The statements that rate stored records again on the embedded database. Parameters are bound by position.</summary>
internal static class RerateSqliteSql
{
    private const string StoredCost = "InputCostNanos+CacheReadCostNanos+CacheWriteCostNanos+OutputCostNanos+FeeCostNanos";

    /// <summary>Changes a record, if it still is what was rated.</summary>
    public static readonly string UpdateRecord =
        $"UPDATE UsageRecord SET {string.Join(',', RerateSql.ChangedColumns.Select(c => $"{c}=?"))} WHERE Id=? AND PriceId IS ? AND {StoredCost}=?";

    public static readonly string InsertCorrection =
        $"INSERT INTO CostCorrection ({string.Join(',', RerateSql.CorrectionColumns)}) VALUES ({string.Join(',', RerateSql.CorrectionColumns.Select(_ => "?"))})";

    public static IEnumerable<string> Examples() => [SelectWaiting(new RerateFilter { IsWaiting = true, ModelIds = [1, 2] })];

    /// <summary>Records without a price, found by the index of just those; at most as many as the last parameter says.</summary>
    public static string SelectWaiting(RerateFilter filter) =>
        $"SELECT {string.Join(", ", RerateSql.RecordColumns.Select(c => $"r.{c}"))} FROM (SELECT Id AS Waiting FROM UsageRecord INDEXED BY IX_UsageRecord_Unpriced "
        + $"WHERE Id>? AND Id<=?{filter.ToSql()} ORDER BY Id LIMIT ?) CROSS JOIN UsageRecord AS r ON r.Id=Waiting";
}
