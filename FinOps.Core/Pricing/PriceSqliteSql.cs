namespace FinOps.Core.Pricing;

/// <summary>Statements by which price rows are stored in bulk.</summary>
internal static class PriceSqliteSql
{
    /// <summary>One row with a parameter for each column.</summary>
    public static string Insert(string table, IReadOnlyList<string> columns) =>
        $"""INSERT INTO "{table}" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})""";

    internal static IEnumerable<string> Examples() => [Insert("Price", ["Id", "Provider", "Rates_InputPer1M"]), Insert("PriceContextTier", ["PriceId", "Threshold"])];
}
