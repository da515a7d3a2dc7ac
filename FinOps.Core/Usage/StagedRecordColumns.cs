using System.Buffers.Binary;
using System.Text;
using FinOps.Core.Data;

namespace FinOps.Core.Usage;

/// <summary>One new record of a batch on its way into the table.</summary>
internal readonly record struct StagedRecord(RatedBatch Batch, int Index, long Id, int ImportFileId)
{
    public ref readonly UsageReport Report => ref Batch.Reports[Index];

    public ref readonly RatedUsage Rated => ref Batch.Rated[Index];

    public object TextOf(TextSlice slice) => slice.IsEmpty ? DBNull.Value : Encoding.UTF8.GetString(Batch.Text(slice));
}

/// <summary>Every column of the record table with where its value comes from.</summary>
internal static class StagedRecordColumns
{
    private static readonly (string Name, Func<StagedRecord, object> Value)[] All =
    [
        ("Id", r => r.Id),
        ("OccurredAtMicros", r => r.Report.OccurredAtMicros),
        ("OccurredHour", r => Instants.ToHour(r.Report.OccurredAtMicros)),
        ("EventKey", r => EventKeyOf(r.Report)),
        ("ContentHash", r => r.Report.ContentHash),
        ("ImportFileId", r => r.ImportFileId),
        ("TenantId", r => RecordMeasures.Id(r.Rated, DimensionKind.Tenant)),
        ("FeatureId", r => RecordMeasures.Id(r.Rated, DimensionKind.Feature)),
        ("ModelId", r => RecordMeasures.Id(r.Rated, DimensionKind.Model)),
        ("UserId", r => RecordMeasures.Id(r.Rated, DimensionKind.User)),
        ("TeamId", r => RecordMeasures.Id(r.Rated, DimensionKind.Team)),
        ("RouteId", r => RecordMeasures.Id(r.Rated, DimensionKind.Route)),
        ("TaskId", r => RecordMeasures.Id(r.Rated, DimensionKind.Task)),
        ("EnvironmentId", r => RecordMeasures.Id(r.Rated, DimensionKind.Environment)),
        ("Status", r => (byte)r.Report.Status),
        ("Origin", r => (byte)r.Report.Origin),
        ("IsBatch", r => r.Report.IsBatch),
        ("RequestId", r => r.TextOf(r.Report.RequestId)),
        ("ParentRequestId", r => r.TextOf(r.Report.ParentRequestId)),
        ("TraceId", r => r.TextOf(r.Report.TraceId)),
        ("SessionId", r => r.TextOf(r.Report.SessionId)),
        ("AgentRunId", r => r.TextOf(r.Report.AgentRunId)),
        ("WorkflowStep", r => r.TextOf(r.Report.WorkflowStep)),
        ("ModelVersion", r => r.TextOf(r.Report.ModelVersion)),
        ("ServiceTier", r => r.TextOf(r.Report.ServiceTier)),
        ("Error", r => r.TextOf(r.Report.Error)),
        ("Tags", r => r.TextOf(r.Report.Tags)),
        ("InputTokens", r => r.Report.InputTokens),
        ("CacheReadTokens", r => r.Report.CacheReadTokens),
        ("CacheWrite5mTokens", r => r.Report.CacheWrite5mTokens),
        ("CacheWrite1hTokens", r => r.Report.CacheWrite1hTokens),
        ("OutputTokens", r => r.Report.OutputTokens),
        ("ReasoningTokens", r => r.Report.ReasoningTokens),
        ("SearchRequests", r => r.Report.SearchRequests),
        ("PromptTokens", r => r.Rated.LayerTokens.Prompt),
        ("ToolTokens", r => r.Rated.LayerTokens.Tool),
        ("MemoryTokens", r => r.Rated.LayerTokens.Memory),
        ("UnsplitTokens", r => r.Rated.LayerTokens.Unsplit),
        ("PriceId", r => r.Rated.PriceId == 0 ? DBNull.Value : r.Rated.PriceId),
        ("UnpricedReason", r => (byte)r.Rated.Reason),
        ("InputCostNanos", r => r.Rated.Cost.InputNanos),
        ("CacheReadCostNanos", r => r.Rated.Cost.CacheReadNanos),
        ("CacheWriteCostNanos", r => r.Rated.Cost.CacheWriteNanos),
        ("OutputCostNanos", r => r.Rated.Cost.OutputNanos),
        ("FeeCostNanos", r => r.Rated.Cost.FeeNanos),
        ("PromptCostNanos", r => r.Rated.LayerCost.PromptNanos),
        ("ToolCostNanos", r => r.Rated.LayerCost.ToolNanos),
        ("MemoryCostNanos", r => r.Rated.LayerCost.MemoryNanos),
        ("UnsplitCostNanos", r => r.Rated.LayerCost.UnsplitNanos),
        ("ClaimedCostNanos", r => r.Report.HasClaimedCost ? r.Report.ClaimedCostNanos : DBNull.Value),
        ("LatencyMs", r => r.Report.LatencyMs < 0 ? DBNull.Value : r.Report.LatencyMs),
        ("StreamTerminatedAtToken", r => r.Report.StreamTerminatedAtToken < 0 ? DBNull.Value : r.Report.StreamTerminatedAtToken),
        ("HostScope", r => r.TextOf(r.Report.HostScope)),
        ("DiscountPriceId", r => r.Rated.DiscountPriceId == 0 ? DBNull.Value : r.Rated.DiscountPriceId),
        ("InputAudioTokens", r => r.Report.InputAudioTokens),
        ("CacheReadAudioTokens", r => r.Report.CacheReadAudioTokens),
        ("InputImageTokens", r => r.Report.InputImageTokens),
        ("CacheReadImageTokens", r => r.Report.CacheReadImageTokens),
        ("OutputAudioTokens", r => r.Report.OutputAudioTokens),
        ("OutputImageTokens", r => r.Report.OutputImageTokens),
        ("UsageFlags", r => (int)r.Report.Flags),
        ("CorrectionNanos", r => r.Rated.CorrectionNanos),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(c => c.Name)];

    public static object ValueOf(in StagedRecord record, int column) => All[column].Value(record);

    public static byte[] EventKeyOf(in UsageReport report)
    {
        var key = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(key, report.KeyHigh);
        BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(8), report.KeyLow);
        return key;
    }
}
