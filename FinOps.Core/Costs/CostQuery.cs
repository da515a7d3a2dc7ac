namespace FinOps.Core.Costs;

/// <summary>What costs can be grouped and filtered by. Provider follows from the model, tier from the tenant.</summary>
public enum CostDimension
{
    Tenant,
    Feature,
    Model,
    Provider,
    User,
    Team,
    Route,
    Task,
    Environment,
    Status,
    Tier,

    /// <summary>Splits each group into its token layers; only for grouping.</summary>
    Layer,

    /// <summary>UTC day, <c>2026-10-14</c>; only for grouping.</summary>
    Day,

    /// <summary>UTC hour, <c>2026-10-14T09:00:00Z</c>; only for grouping.</summary>
    Hour,
}

/// <summary>One filter: the record's dimension is any of the values. The empty text means "not reported".</summary>
public sealed record CostFilter(CostDimension Dimension, IReadOnlyList<string> Values);

/// <summary>A question about costs. The period is half-open and UTC.</summary>
public sealed record CostQuery(DateTime FromUtc, DateTime ToUtc)
{
    public IReadOnlyList<CostDimension> GroupBy { get; init; } = [];

    public IReadOnlyList<CostFilter> Filters { get; init; } = [];

    /// <summary>True to sum only what <see cref="CostReport"/> writes, which takes half the time; other measures are 0.</summary>
    public bool ForReport { get; init; }

    /// <summary>True to also merge latency histograms, where the cube that answers keeps them.</summary>
    public bool WithLatency { get; init; }
}

/// <summary>Additive measures of a group. Money is nano-USD; use <see cref="Data.Money"/> to show it.</summary>
public sealed class CostMeasures
{
    public long Requests { get; set; }
    public long Errors { get; set; }
    public long Retries { get; set; }
    public long UnpricedRequests { get; set; }
    public long UnsplitRequests { get; set; }
    public long UnattributedRequests { get; set; }
    public long InputTokens { get; set; }
    public long CacheReadTokens { get; set; }
    public long CacheWriteTokens { get; set; }
    public long OutputTokens { get; set; }
    public long ReasoningTokens { get; set; }
    public long PromptTokens { get; set; }
    public long ToolTokens { get; set; }
    public long MemoryTokens { get; set; }
    public long UnsplitTokens { get; set; }
    public long InputCostNanos { get; set; }
    public long CacheReadCostNanos { get; set; }
    public long CacheWriteCostNanos { get; set; }
    public long OutputCostNanos { get; set; }
    public long FeeCostNanos { get; set; }
    public long PromptCostNanos { get; set; }
    public long ToolCostNanos { get; set; }
    public long MemoryCostNanos { get; set; }
    public long UnsplitCostNanos { get; set; }
    public long WasteCostNanos { get; set; }
    public long ClaimedCostNanos { get; set; }
    public long ClaimedRequestsCostNanos { get; set; }

    /// <summary>How much of the cost was added (or taken off) after its month was closed.</summary>
    public long CorrectionCostNanos { get; set; }

    /// <summary>Merged latency histogram; null where not asked for or not kept.</summary>
    public LatencyHistogram? Latency { get; set; }

    /// <summary>What pages show as cost: the sum of all buckets.</summary>
    public long EffectiveCostNanos => InputCostNanos + CacheReadCostNanos + CacheWriteCostNanos + OutputCostNanos + FeeCostNanos;

    public decimal EffectiveCostUsd => Data.Money.ToUsd(EffectiveCostNanos);
}

/// <summary>One group: its keys in the order of <see cref="CostQuery.GroupBy"/> (empty text = not reported) and its measures.</summary>
/// <remarks>Grouped by layer, a row carries the layer's tokens in <see cref="LayerTokens"/> and its cost in <see cref="LayerCostNanos"/>;
/// the layer keys are <c>prompt</c>, <c>tool</c>, <c>memory</c>, <c>response</c>, <c>unsplit</c>.</remarks>
public sealed record CostRow(IReadOnlyList<string> Keys, CostMeasures Measures)
{
    public long? LayerTokens { get; init; }

    public long? LayerCostNanos { get; init; }
}

/// <summary>The answer: groups by falling cost (by time first, when grouped by day or hour), their total, and how fresh it is.</summary>
public sealed record CostResult(CostQuery Query, IReadOnlyList<CostRow> Rows, CostMeasures Total, DateTime? AsOfUtc)
{
    /// <summary>Which rollup answered, or <c>records</c>.</summary>
    public string AnsweredBy { get; init; } = "";
}
