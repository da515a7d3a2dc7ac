using FinOps.Core.Usage;

namespace FinOps.Core.Derivations;

/// <summary>One call as derivations read it. Ids are those of dimensions (0 = not reported), money is nano-USD; texts are UTF-8, empty where they were not reported, and gone with the next record.</summary>
internal ref struct DayRecord
{
    public long Id;
    public long OccurredAtMicros;

    /// <summary>UTC days since the epoch.</summary>
    public int Day;
    public int TenantId;
    public int FeatureId;
    public int ModelId;
    public int UserId;
    public int TaskId;
    public int EnvironmentId;
    public UsageStatus Status;
    public RequestOrigin Origin;
    public bool IsUnpriced;
    public int InputTokens;
    public int CacheReadTokens;
    public int OutputTokens;

    /// <summary>Tokens that had come when a stream was broken off; null where it was not.</summary>
    public int? StreamTerminatedAtToken;

    /// <summary>All buckets of the call.</summary>
    public long CostNanos;
    public long OutputCostNanos;
    public ReadOnlySpan<byte> RequestId;
    public ReadOnlySpan<byte> ParentRequestId;
    public ReadOnlySpan<byte> TraceId;
    public ReadOnlySpan<byte> SessionId;
    public ReadOnlySpan<byte> AgentRunId;
    public ReadOnlySpan<byte> WorkflowStep;
    public ReadOnlySpan<byte> ModelVersion;

    /// <summary>Null where it was not reported.</summary>
    public int? LatencyMs;
}
