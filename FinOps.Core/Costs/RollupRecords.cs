using System.Data.Common;
using System.Globalization;
using FinOps.Core.Usage;

namespace FinOps.Core.Costs;

/// <summary>Sums stored records into rollups, independently of what is stored in the cells.</summary>
internal static class RollupRecords
{
    /// <summary>Adds all records of some hours to a builder and folds it. Returns how many records there were.</summary>
    public static async Task<long> AddAsync(DbConnection connection, DbTransaction transaction, int fromHour, int toHour, RollupBuilder rollups, IReadOnlySet<int> sealedWeeks, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandTimeout = 0;
        command.CommandText = RollupSql.SelectRecords(fromHour, toHour);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var measures = new long[Measures.Count];
        long count = 0;
        for (; await row.ReadAsync(cancellation); count++)
        {
            Add(row, rollups, measures);
        }

        rollups.Fold(sealedWeeks);
        return count;
    }

    private static void Add(DbDataReader row, RollupBuilder rollups, long[] measures)
    {
        var status = (UsageStatus)Convert.ToInt32(row.GetValue(9), CultureInfo.InvariantCulture);
        Fill(row, status, measures);
        rollups.Add(new RollupEntry
        {
            Hour = row.GetInt32(0),
            Key = new CellKey(
                0, row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetInt32(6), row.GetInt32(7), row.GetInt32(8), (int)status),
            LatencyMs = row.IsDBNull(10) ? -1 : row.GetInt32(10),
            Measures = measures,
        });
    }

    private static void Fill(DbDataReader row, UsageStatus status, Span<long> m)
    {
        m.Clear();
        m[(int)Measure.Requests] = 1;
        m[(int)Measure.Errors] = status is UsageStatus.Error or UsageStatus.Timeout ? 1 : 0;
        m[(int)Measure.Retries] = status is UsageStatus.Retry or UsageStatus.Fallback ? 1 : 0;
        m[(int)Measure.UnpricedRequests] = Convert.ToInt32(row.GetValue(11), CultureInfo.InvariantCulture) == 0 ? 0 : 1;
        m[(int)Measure.UnattributedRequests] = row.GetInt32(1) == 0 || row.GetInt32(2) == 0 ? 1 : 0;
        m[(int)Measure.InputTokens] = row.GetInt32(12);
        m[(int)Measure.CacheReadTokens] = row.GetInt32(13);
        m[(int)Measure.CacheWriteTokens] = (long)row.GetInt32(14) + row.GetInt32(15);
        m[(int)Measure.OutputTokens] = row.GetInt32(16);
        m[(int)Measure.ReasoningTokens] = row.GetInt32(17);
        m[(int)Measure.PromptTokens] = row.GetInt32(18);
        m[(int)Measure.ToolTokens] = row.GetInt32(19);
        m[(int)Measure.MemoryTokens] = row.GetInt32(20);
        m[(int)Measure.UnsplitTokens] = row.GetInt32(21);
        m[(int)Measure.UnsplitRequests] = row.GetInt32(21) > 0 ? 1 : 0;
        long cost = 0;
        for (var i = 0; i < 5; i++)
        {
            m[(int)Measure.InputCostNanos + i] = row.GetInt64(22 + i);
            cost += row.GetInt64(22 + i);
        }

        for (var i = 0; i < 4; i++)
        {
            m[(int)Measure.PromptCostNanos + i] = row.GetInt64(27 + i);
        }

        m[(int)Measure.WasteCostNanos] = status == UsageStatus.Success ? 0 : cost;
        m[(int)Measure.ClaimedCostNanos] = row.IsDBNull(31) ? 0 : row.GetInt64(31);
        m[(int)Measure.ClaimedRequestsCostNanos] = row.IsDBNull(31) ? 0 : cost;
        m[(int)Measure.CorrectionCostNanos] = row.GetInt64(32);
    }
}
