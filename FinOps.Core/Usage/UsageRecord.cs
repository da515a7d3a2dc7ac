using FinOps.Core.Data;

namespace FinOps.Core.Usage;

/// <summary>One LLM call as stored: who, what, token buckets, layers and cost. Money is nano-USD, instants are microseconds.</summary>
public sealed class UsageRecord
{
    public long Id { get; set; }
    public long OccurredAtMicros { get; set; }

    /// <summary>Whole hours since the epoch; first part of the unique key, so that inserts stay local.</summary>
    public int OccurredHour { get; set; }

    /// <summary>128-bit hash of the request id, or of the content where there is none.</summary>
    public byte[] EventKey { get; set; } = [];

    /// <summary>64-bit hash of the whole report, to tell a repeated event from a contradicting one.</summary>
    public long ContentHash { get; set; }

    public int ImportFileId { get; set; }
    public int TenantId { get; set; }
    public int FeatureId { get; set; }
    public int ModelId { get; set; }
    public int UserId { get; set; }
    public int TeamId { get; set; }
    public int RouteId { get; set; }
    public int TaskId { get; set; }
    public int EnvironmentId { get; set; }

    public UsageStatus Status { get; set; }
    public RequestOrigin Origin { get; set; }
    public bool IsBatch { get; set; }

    public string? RequestId { get; set; }
    public string? ParentRequestId { get; set; }
    public string? TraceId { get; set; }
    public string? SessionId { get; set; }
    public string? AgentRunId { get; set; }
    public string? WorkflowStep { get; set; }
    public string? ModelVersion { get; set; }
    public string? ServiceTier { get; set; }
    public string? Error { get; set; }

    /// <summary>The place or SKU within the provider, in lower case, where it was reported.</summary>
    public string? HostScope { get; set; }

    /// <summary>Free key–values as one JSON object.</summary>
    public string? Tags { get; set; }

    /// <summary>All input tokens, cached and cache writes included.</summary>
    public int InputTokens { get; set; }
    public int CacheReadTokens { get; set; }
    public int CacheWrite5mTokens { get; set; }
    public int CacheWrite1hTokens { get; set; }

    /// <summary>All output tokens, reasoning included.</summary>
    public int OutputTokens { get; set; }
    public int ReasoningTokens { get; set; }
    public int SearchRequests { get; set; }

    /// <summary>Audio and image tokens are part of their side; cached ones also of <see cref="CacheReadTokens"/>.</summary>
    public int InputAudioTokens { get; set; }
    public int CacheReadAudioTokens { get; set; }
    public int InputImageTokens { get; set; }
    public int CacheReadImageTokens { get; set; }
    public int OutputAudioTokens { get; set; }
    public int OutputImageTokens { get; set; }
    public UsageFlags UsageFlags { get; set; }

    /// <summary>Input tokens by layer; what the report did not split stays in <see cref="UnsplitTokens"/>.</summary>
    public int PromptTokens { get; set; }
    public int ToolTokens { get; set; }
    public int MemoryTokens { get; set; }
    public int UnsplitTokens { get; set; }

    /// <summary>The price row that priced this record; null when unpriced.</summary>
    public int? PriceId { get; set; }
    public UnpricedReason UnpricedReason { get; set; }

    /// <summary>The contract whose discount was taken off; nearly always null.</summary>
    public int? DiscountPriceId { get; set; }

    public long InputCostNanos { get; set; }
    public long CacheReadCostNanos { get; set; }
    public long CacheWriteCostNanos { get; set; }

    /// <summary>Cost of all output tokens, reasoning included.</summary>
    public long OutputCostNanos { get; set; }

    /// <summary>Per-search, per-request and reported tool fees; part of the tool layer.</summary>
    public long FeeCostNanos { get; set; }

    /// <summary>Cost by layer; response is <see cref="OutputCostNanos"/>. The five sum to the five bucket costs.</summary>
    public long PromptCostNanos { get; set; }
    public long ToolCostNanos { get; set; }
    public long MemoryCostNanos { get; set; }
    public long UnsplitCostNanos { get; set; }

    /// <summary>What the emitter says it cost; kept beside ours, never mixed in.</summary>
    public long? ClaimedCostNanos { get; set; }

    /// <summary>How much of the cost was added (or taken off) after the record's month was closed.</summary>
    public long CorrectionNanos { get; set; }

    public int? LatencyMs { get; set; }
    public int? StreamTerminatedAtToken { get; set; }

    public DateTime OccurredAtUtc => Instants.ToUtc(OccurredAtMicros);

    public long EffectiveCostNanos => InputCostNanos + CacheReadCostNanos + CacheWriteCostNanos + OutputCostNanos + FeeCostNanos;
}
