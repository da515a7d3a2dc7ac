using FinOps.Core.Usage;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>The temporary table that re-rating needs on SQL Server.</summary>
internal static class RerateSqlServerSql
{
    public static readonly string CreateRerated =
        $"CREATE TABLE [#Rerated] ([Id] bigint NOT NULL PRIMARY KEY, [OldPriceId] int NULL, [OldCostNanos] bigint NOT NULL, {string.Join(", ", RerateSql.ChangedColumns.Select(Column))})";

    private static string Column(string name) => name switch
    {
        "PriceId" or "DiscountPriceId" => $"[{name}] int NULL",
        nameof(UsageRecord.UnpricedReason) => $"[{name}] tinyint NOT NULL",
        _ => $"[{name}] bigint NOT NULL",
    };
}
