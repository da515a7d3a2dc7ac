using FinOps.Core.Costs;

namespace FinOps.Core.Usage;

/// <summary>The statements that promote staged rows; plain enough to mean the same on both databases.</summary>
internal static class UsageStagingSql
{
    public const string InsertNames =
        """
        INSERT INTO [Dimension] ([Kind], [Parent], [Key], [FirstSeenAtMicros])
        SELECT n.[Kind], n.[Parent], n.[Key], @now FROM [#Name] AS n
        WHERE NOT EXISTS (SELECT 1 FROM [Dimension] AS d WHERE d.[Kind] = n.[Kind] AND d.[Parent] = n.[Parent] AND d.[Key] = n.[Key])
        """;

    public const string FindNames =
        """
        SELECT n.[Ordinal], d.[Id] FROM [#Name] AS n
        INNER JOIN [Dimension] AS d ON d.[Kind] = n.[Kind] AND d.[Parent] = n.[Parent] AND d.[Key] = n.[Key]
        """;

    public const string FindEvents =
        "SELECT e.[Ordinal], r.[ContentHash] FROM [#Event] AS e INNER JOIN [UsageRecord] AS r ON r.[EventKey] = e.[EventKey]";

    public const string UpdateFile =
        """
        UPDATE [ImportFile] SET [CommittedOffset] = @offset, [CommittedLines] = @lines, [NewRecords] = [NewRecords] + @new,
            [DuplicateRecords] = [DuplicateRecords] + @duplicates, [QuarantinedLines] = [QuarantinedLines] + @quarantined,
            [UnpricedRecords] = [UnpricedRecords] + @unpriced, [FlaggedRecords] = [FlaggedRecords] + @flagged, [EffectiveCostNanos] = [EffectiveCostNanos] + @cost,
            [UnknownFields] = COALESCE(@unknown, [UnknownFields]), [UpdatedAtMicros] = @now
        WHERE [Id] = @file
        """;

    public const string IsCancelRequested = "SELECT [IsCancelRequested] FROM [ImportFile] WHERE [Id] = @file";

    public const string ReadVersion = "SELECT [Version], [NextRecordId] FROM [DataVersion] WHERE [Id] = 1";

    public const string UseIds = "UPDATE [DataVersion] SET [NextRecordId] = [NextRecordId] + @new WHERE [Id] = 1";

    /// <summary>Adds the staged increments to the cells that exist.</summary>
    public static readonly string AddToCells =
        $"UPDATE [CostCell] SET {List(Measures.Names, n => $"[{n}] = [CostCell].[{n}] + s.[{n}]")} FROM [#Cell] AS s WHERE {SameCell("[CostCell]")}";

    /// <summary>Inserts the staged cells that do not exist; run it after <see cref="AddToCells"/>.</summary>
    public static readonly string InsertCells =
        $"INSERT INTO [CostCell] ({CellColumns("")}) SELECT {CellColumns("s.")} FROM [#Cell] AS s "
        + $"WHERE NOT EXISTS (SELECT 1 FROM [CostCell] AS c WHERE {SameCell("c")})";

    public static readonly string FindLatencies =
        $"SELECT s.[Ordinal], c.[Latency] FROM [#Cell] AS s INNER JOIN [CostCell] AS c ON {SameCell("c")} WHERE c.[Latency] IS NOT NULL";

    public static readonly string SetLatencies =
        $"UPDATE [CostCell] SET [Latency] = s.[Latency] FROM [#Latency] AS s WHERE {SameCell("[CostCell]")}";

    private static string SameCell(string cell) => string.Join(" AND ", UsageColumns.CellKey.Select(k => $"{cell}.[{k}] = s.[{k}]"));

    private static string CellColumns(string prefix) => List(UsageColumns.CellKey.Concat(Measures.Names), n => $"{prefix}[{n}]");

    private static string List(IEnumerable<string> names, Func<string, string> write) => string.Join(", ", names.Select(write));
}
