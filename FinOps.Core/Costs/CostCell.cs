namespace FinOps.Core.Costs;

/// <summary>
/// One cell of a rollup: additive measures of all records that share a period and the dimensions of its cube.
/// Dimensions that a cube does not keep are 0. Money is nano-USD.
/// </summary>
public sealed class CostCell
{
    /// <summary>Which dimensions and which grain.</summary>
    public byte CubeId { get; set; }

    /// <summary>Hours, days or weeks since the epoch, by the cube's grain.</summary>
    public int Period { get; set; }
    public int TenantId { get; set; }
    public int FeatureId { get; set; }
    public int ModelId { get; set; }
    public int UserId { get; set; }
    public int TeamId { get; set; }
    public int RouteId { get; set; }
    public int TaskId { get; set; }
    public int EnvironmentId { get; set; }
    public byte Status { get; set; }

    public long Requests { get; set; }
    public long Errors { get; set; }
    public long Retries { get; set; }
    public long UnpricedRequests { get; set; }

    /// <summary>Requests whose input is not fully split into layers.</summary>
    public long UnsplitRequests { get; set; }

    /// <summary>Requests that name no tenant or no feature.</summary>
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

    /// <summary>Cost of attempts that did not end in success.</summary>
    public long WasteCostNanos { get; set; }

    /// <summary>What emitters claim, and our own cost of just those requests, so that the two can be compared.</summary>
    public long ClaimedCostNanos { get; set; }
    public long ClaimedRequestsCostNanos { get; set; }

    /// <summary>How much of the cost was added (or taken off) after its month was closed.</summary>
    public long CorrectionCostNanos { get; set; }

    /// <summary>A mergeable latency histogram; only where the cube keeps one.</summary>
    public byte[]? Latency { get; set; }
}
