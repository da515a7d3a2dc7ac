namespace FinOps.Core.Costs;

/// <summary>The additive measures of a cell, in the order in which they lie in memory. Names are those of <see cref="CostCell"/>.</summary>
internal enum Measure
{
    Requests,
    Errors,
    Retries,
    UnpricedRequests,
    UnsplitRequests,
    UnattributedRequests,
    InputTokens,
    CacheReadTokens,
    CacheWriteTokens,
    OutputTokens,
    ReasoningTokens,
    PromptTokens,
    ToolTokens,
    MemoryTokens,
    UnsplitTokens,
    InputCostNanos,
    CacheReadCostNanos,
    CacheWriteCostNanos,
    OutputCostNanos,
    FeeCostNanos,
    PromptCostNanos,
    ToolCostNanos,
    MemoryCostNanos,
    UnsplitCostNanos,
    WasteCostNanos,
    ClaimedCostNanos,
    ClaimedRequestsCostNanos,
    CorrectionCostNanos,
}

internal static class Measures
{
    public const int Count = (int)Measure.CorrectionCostNanos + 1;

    public static readonly string[] Names = Enum.GetNames<Measure>();

    public static readonly Measure[] All = Enum.GetValues<Measure>();

    public static CostMeasures ToObject(ReadOnlySpan<long> m) => new()
    {
        Requests = m[0],
        Errors = m[1],
        Retries = m[2],
        UnpricedRequests = m[3],
        UnsplitRequests = m[4],
        UnattributedRequests = m[5],
        InputTokens = m[6],
        CacheReadTokens = m[7],
        CacheWriteTokens = m[8],
        OutputTokens = m[9],
        ReasoningTokens = m[10],
        PromptTokens = m[11],
        ToolTokens = m[12],
        MemoryTokens = m[13],
        UnsplitTokens = m[14],
        InputCostNanos = m[15],
        CacheReadCostNanos = m[16],
        CacheWriteCostNanos = m[17],
        OutputCostNanos = m[18],
        FeeCostNanos = m[19],
        PromptCostNanos = m[20],
        ToolCostNanos = m[21],
        MemoryCostNanos = m[22],
        UnsplitCostNanos = m[23],
        WasteCostNanos = m[24],
        ClaimedCostNanos = m[25],
        ClaimedRequestsCostNanos = m[26],
        CorrectionCostNanos = m[27],
    };
}
