using System.Data.Common;
using System.Globalization;
using System.Text;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FinOps.Core.Derivations;

/// <summary>Streams the records of a UTC day in bounded memory; in no order.</summary>
internal static class DayRecords
{
    public const int TimeoutSeconds = 600;
    private const int Texts = 7;
    private const int FirstText = 17;

    /// <summary>What is done with each record.</summary>
    public delegate void Reader(scoped in DayRecord record);

    /// <summary>Reads all records of a day. Returns how many there were.</summary>
    public static async Task<long> ReadAsync(FinOpsDbContext context, int day, Reader read, CancellationToken cancellation)
    {
        await context.Database.OpenConnectionAsync(cancellation);
        var sql = DerivationSql.Records(day * 24, (day + 1) * 24);
        return context.Database.GetDbConnection() is SqliteConnection sqlite
            ? await Task.Run(() => ReadSqlite(sqlite, sql, day, read, cancellation), cancellation)
            : await ReadServerAsync(context, sql, day, read, cancellation);
    }

    private static long ReadSqlite(SqliteConnection connection, string sql, int day, Reader read, CancellationToken cancellation)
    {
        using var row = new SqliteStatement(connection, sql);
        long count = 0;
        for (; row.Step(); count++)
        {
            if ((count & 0xFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var record = new DayRecord
            {
                Id = row.Int64(0),
                OccurredAtMicros = row.Int64(1),
                Day = day,
                TenantId = (int)row.Int64(2),
                FeatureId = (int)row.Int64(3),
                ModelId = (int)row.Int64(4),
                UserId = (int)row.Int64(5),
                TaskId = (int)row.Int64(6),
                EnvironmentId = (int)row.Int64(7),
                Status = (UsageStatus)row.Int64(8),
                Origin = (RequestOrigin)row.Int64(9),
                IsUnpriced = row.Int64(10) != 0,
                InputTokens = (int)row.Int64(11),
                CacheReadTokens = (int)row.Int64(12),
                OutputTokens = (int)row.Int64(13),
                StreamTerminatedAtToken = row.IsNull(14) ? null : (int)row.Int64(14),
                CostNanos = row.Int64(15),
                OutputCostNanos = row.Int64(16),
                RequestId = row.Blob(17),
                ParentRequestId = row.Blob(18),
                TraceId = row.Blob(19),
                SessionId = row.Blob(20),
                AgentRunId = row.Blob(21),
                WorkflowStep = row.Blob(22),
                ModelVersion = row.Blob(23),
                LatencyMs = row.IsNull(24) ? null : (int)row.Int64(24),
            };
            read(in record);
        }

        return count;
    }

    /// <summary>The way of SQL Server, which reads any database.</summary>
    internal static async Task<long> ReadServerAsync(FinOpsDbContext context, string sql, int day, Reader read, CancellationToken cancellation)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandTimeout = TimeoutSeconds;
        command.CommandText = sql;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var texts = new byte[Texts][];
        long count = 0;
        for (; await row.ReadAsync(cancellation); count++)
        {
            for (var i = 0; i < Texts; i++)
            {
                texts[i] = row.IsDBNull(FirstText + i) ? [] : Encoding.UTF8.GetBytes(row.GetString(FirstText + i));
            }

            var record = Of(row, day, texts);
            read(in record);
        }

        return count;
    }

    private static DayRecord Of(DbDataReader row, int day, byte[][] texts) => new()
    {
        Id = row.GetInt64(0),
        OccurredAtMicros = row.GetInt64(1),
        Day = day,
        TenantId = row.GetInt32(2),
        FeatureId = row.GetInt32(3),
        ModelId = row.GetInt32(4),
        UserId = row.GetInt32(5),
        TaskId = row.GetInt32(6),
        EnvironmentId = row.GetInt32(7),
        Status = (UsageStatus)Small(row, 8),
        Origin = (RequestOrigin)Small(row, 9),
        IsUnpriced = Small(row, 10) != 0,
        InputTokens = row.GetInt32(11),
        CacheReadTokens = row.GetInt32(12),
        OutputTokens = row.GetInt32(13),
        StreamTerminatedAtToken = row.IsDBNull(14) ? null : row.GetInt32(14),
        CostNanos = row.GetInt64(15),
        OutputCostNanos = row.GetInt64(16),
        RequestId = texts[0],
        ParentRequestId = texts[1],
        TraceId = texts[2],
        SessionId = texts[3],
        AgentRunId = texts[4],
        WorkflowStep = texts[5],
        ModelVersion = texts[6],
        LatencyMs = row.IsDBNull(24) ? null : row.GetInt32(24),
    };

    private static int Small(DbDataReader row, int column) => Convert.ToInt32(row.GetValue(column), CultureInfo.InvariantCulture);
}
