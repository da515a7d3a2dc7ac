using FinOps.Core.Costs;

namespace FinOps.Core.Usage;

/// <summary>The temporary tables that staging needs on SQL Server.</summary>
internal static class UsageSqlServerSql
{
    private const string Names = "COLLATE Latin1_General_100_BIN2_UTF8";

    public const string CreateName =
        $"CREATE TABLE [#Name] ([Ordinal] int NOT NULL, [Kind] int NOT NULL, [Parent] nvarchar(128) {Names} NOT NULL, [Key] nvarchar(256) {Names} NOT NULL)";

    public const string CreateEvent = "CREATE TABLE [#Event] ([Ordinal] int NOT NULL, [EventKey] binary(16) NOT NULL)";

    private static readonly string CellKey = string.Join(", ", UsageColumns.CellKey.Select(k => $"[{k}] {(k is "CubeId" or "Status" ? "tinyint" : "int")} NOT NULL"));

    public static readonly string CreateCell =
        $"CREATE TABLE [#Cell] ([Ordinal] int NOT NULL, {CellKey}, {string.Join(", ", Measures.Names.Select(n => $"[{n}] bigint NOT NULL"))})";

    public static readonly string CreateLatency = $"CREATE TABLE [#Latency] ({CellKey}, [Latency] varbinary(max) NOT NULL)";
}
