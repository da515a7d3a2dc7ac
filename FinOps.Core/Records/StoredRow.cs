using System.Linq.Expressions;
using FinOps.Core.Usage;

namespace FinOps.Core.Records;

/// <summary>A record as a list reads it, before its names are known.</summary>
internal sealed record StoredRow(
    long Id, long OccurredAtMicros, int TenantId, int FeatureId, int ModelId, int UserId, UsageStatus Status,
    int InputTokens, int CacheReadTokens, int OutputTokens, long CostNanos, UnpricedReason Reason, long? ClaimedCostNanos, int? LatencyMs,
    string? RequestId, string? TraceId, string? SessionId, UsageFlags Flags)
{
    public static readonly Expression<Func<UsageRecord, StoredRow>> Of = r => new StoredRow(
        r.Id, r.OccurredAtMicros, r.TenantId, r.FeatureId, r.ModelId, r.UserId, r.Status,
        r.InputTokens, r.CacheReadTokens, r.OutputTokens, r.InputCostNanos + r.CacheReadCostNanos + r.CacheWriteCostNanos + r.OutputCostNanos + r.FeeCostNanos,
        r.UnpricedReason, r.ClaimedCostNanos, r.LatencyMs, r.RequestId, r.TraceId, r.SessionId, r.UsageFlags);

    public RecordRow Named(IReadOnlyDictionary<int, (string Parent, string Key)> names)
    {
        var (provider, model) = names.GetValueOrDefault(ModelId, ("", ""));
        return new RecordRow
        {
            Id = Id,
            OccurredAtMicros = OccurredAtMicros,
            Tenant = names.GetValueOrDefault(TenantId, ("", "")).Item2,
            Feature = names.GetValueOrDefault(FeatureId, ("", "")).Item2,
            Provider = provider,
            Model = model,
            User = names.GetValueOrDefault(UserId, ("", "")).Item2,
            Status = Status,
            InputTokens = InputTokens,
            CacheReadTokens = CacheReadTokens,
            OutputTokens = OutputTokens,
            CostNanos = Reason == UnpricedReason.None ? CostNanos : null,
            UnpricedReason = Reason,
            ClaimedCostNanos = ClaimedCostNanos,
            LatencyMs = LatencyMs,
            RequestId = RequestId,
            TraceId = TraceId,
            SessionId = SessionId,
            Flags = Flags,
        };
    }
}
