using System.Text;
using FinOps.Core.Layers;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;

namespace FinOps.Core.Records;

/// <summary>Reads from a stored call what was charged for.</summary>
internal static class RecordUsage
{
    /// <summary>The quantities of a call. Its fees are those that were reported with it: what its price added is taken off.</summary>
    /// <param name="price">The row that priced the call; null when unpriced, whose only cost is the reported fee.</param>
    public static UsageQuantities Of(UsageRecord record, Price? price, Price? discount) => new(
        record.InputTokens, record.CacheReadTokens, record.CacheWrite5mTokens, record.CacheWrite1hTokens, record.OutputTokens,
        record.SearchRequests, ReportedFees(record, price, discount), TierOf(record))
    {
        ReasoningTokens = record.ReasoningTokens,
        InputAudioTokens = record.InputAudioTokens,
        CacheReadAudioTokens = record.CacheReadAudioTokens,
        InputImageTokens = record.InputImageTokens,
        CacheReadImageTokens = record.CacheReadImageTokens,
        OutputAudioTokens = record.OutputAudioTokens,
        OutputImageTokens = record.OutputImageTokens,
    };

    public static ServiceTier TierOf(UsageRecord record) => ServiceTiers.Of(Encoding.UTF8.GetBytes(record.ServiceTier ?? ""), record.IsBatch);

    public static UsageCost CostOf(UsageRecord record) =>
        new(record.InputCostNanos, record.CacheReadCostNanos, record.CacheWriteCostNanos, record.OutputCostNanos, record.FeeCostNanos);

    public static LayerTokens LayersOf(UsageRecord record) => new(record.PromptTokens, record.ToolTokens, record.MemoryTokens, record.UnsplitTokens);

    private static long ReportedFees(UsageRecord record, Price? price, Price? discount) =>
        price is null ? record.FeeCostNanos : Math.Max(0, record.FeeCostNanos - PriceCalculator.OwnFeesOf(price, discount, record.SearchRequests));
}
