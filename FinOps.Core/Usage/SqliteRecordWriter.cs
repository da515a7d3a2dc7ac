using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using FinOps.Core.Data;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Usage;

/// <summary>How an event stands to what is stored.</summary>
internal enum EventStanding
{
    New,
    Duplicate,

    /// <summary>Stored already, with other figures.</summary>
    Conflict,
}

/// <summary>Inserts usage records, each event once, whatever hour it claims to be from.</summary>
internal sealed class SqliteRecordWriter(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement insert = new(connection, UsageSqliteSql.InsertRecord);
    private readonly SqliteStatement insertCommon = new(connection, UsageSqliteSql.InsertCommonRecord);
    private readonly StoredEvents events = new(connection);
    private readonly byte[] key = new byte[16];

    /// <summary>Forgets what it knows to be stored; call at the start of each transaction.</summary>
    /// <param name="nextId">The id of the first record that the transaction adds.</param>
    public void Begin(long nextId) => events.Begin(nextId);

    /// <summary>Looks the event up, in its own hour first, then in all others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public EventStanding Find(in UsageReport report, EventFilter filter)
    {
        if (!filter.MayContain(report.KeyHigh, report.KeyLow))
        {
            return EventStanding.New;
        }

        SetKey(report);
        return events.Find(Instants.ToHour(report.OccurredAtMicros), key) is not { } hash ? EventStanding.New
            : hash == report.ContentHash ? EventStanding.Duplicate
            : EventStanding.Conflict;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Insert(long id, int importFileId, RatedBatch batch, in UsageReport report, in RatedUsage rated)
    {
        SetKey(report);
        var hour = Instants.ToHour(report.OccurredAtMicros);
        var isCommon = HasNothingRare(report, rated);
        var write = isCommon ? insertCommon : insert;
        write.Bind(id).Bind(report.OccurredAtMicros).Bind(hour).Bind(StoredEvents.ChunkOf(id)).BindBlob(key).Bind(report.ContentHash).Bind(importFileId);
        for (var i = 0; i < DimensionTexts.Count; i++)
        {
            write.Bind(rated.Names[i]?.Id ?? 0);
        }

        write.Bind((byte)report.Status).Bind((byte)report.Origin)
            .BindPinnedText(batch.Text(report.RequestId)).BindPinnedText(batch.Text(report.TraceId)).BindPinnedText(batch.Text(report.SessionId))
            .BindPinnedText(batch.Text(report.AgentRunId))
            .Bind(report.InputTokens).Bind(report.CacheReadTokens).Bind(report.CacheWrite5mTokens).Bind(report.OutputTokens)
            .Bind(rated.LayerTokens.Prompt).Bind(rated.LayerTokens.Tool).Bind(rated.LayerTokens.Memory)
            .Bind(rated.PriceId == 0 ? null : (long?)rated.PriceId).Bind((byte)rated.Reason)
            .Bind(rated.Cost.InputNanos).Bind(rated.Cost.CacheReadNanos).Bind(rated.Cost.CacheWriteNanos).Bind(rated.Cost.OutputNanos)
            .Bind(rated.LayerCost.PromptNanos).Bind(rated.LayerCost.ToolNanos).Bind(rated.LayerCost.MemoryNanos)
            .Bind(report.LatencyMs < 0 ? null : (long?)report.LatencyMs);
        if (!isCommon)
        {
            BindRare(batch, report, rated);
        }

        write.Run();
        events.Note(hour, id);
    }

    public void Dispose()
    {
        insert.Dispose();
        insertCommon.Dispose();
        events.Dispose();
    }

    /// <summary>Whether every column of <see cref="UsageSqliteSql.RareRecordColumns"/> stays empty.</summary>
    private static bool HasNothingRare(in UsageReport report, in RatedUsage rated) =>
        (report.ParentRequestId.Length | report.WorkflowStep.Length | report.ModelVersion.Length | report.ServiceTier.Length | report.Error.Length | report.Tags.Length
            | report.CacheWrite1hTokens | report.ReasoningTokens | report.SearchRequests | rated.LayerTokens.Unsplit
            | report.HostScope.Length | rated.DiscountPriceId | (int)report.Flags) == 0
        && (report.InputAudioTokens | report.InputImageTokens | report.OutputAudioTokens | report.OutputImageTokens
            | report.CacheReadAudioTokens | report.CacheReadImageTokens) == 0
        && (rated.Cost.FeeNanos | rated.LayerCost.UnsplitNanos | rated.CorrectionNanos) == 0
        && !report.IsBatch && !report.HasClaimedCost && report.StreamTerminatedAtToken < 0;

    private void BindRare(RatedBatch batch, in UsageReport report, in RatedUsage rated) => insert
        .BindPinnedText(batch.Text(report.ParentRequestId)).BindPinnedText(batch.Text(report.WorkflowStep)).BindPinnedText(batch.Text(report.ModelVersion))
        .BindPinnedText(batch.Text(report.ServiceTier)).BindPinnedText(batch.Text(report.Error)).BindPinnedText(batch.Text(report.Tags))
        .Bind(report.IsBatch ? 1 : 0).Bind(report.CacheWrite1hTokens).Bind(report.ReasoningTokens).Bind(report.SearchRequests).Bind(rated.LayerTokens.Unsplit)
        .Bind(rated.Cost.FeeNanos).Bind(rated.LayerCost.UnsplitNanos)
        .Bind(report.HasClaimedCost ? report.ClaimedCostNanos : null)
        .Bind(report.StreamTerminatedAtToken < 0 ? null : (long?)report.StreamTerminatedAtToken)
        .BindPinnedText(batch.Text(report.HostScope)).Bind(rated.DiscountPriceId == 0 ? null : (long?)rated.DiscountPriceId)
        .Bind(report.InputAudioTokens).Bind(report.CacheReadAudioTokens).Bind(report.InputImageTokens)
        .Bind(report.CacheReadImageTokens).Bind(report.OutputAudioTokens).Bind(report.OutputImageTokens).Bind((int)report.Flags).Bind(rated.CorrectionNanos);

    private void SetKey(in UsageReport report)
    {
        BinaryPrimitives.WriteUInt64BigEndian(key, report.KeyHigh);
        BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(8), report.KeyLow);
    }
}
