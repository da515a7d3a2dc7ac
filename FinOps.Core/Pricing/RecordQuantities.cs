using System.Text;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>What a stored record is charged for.</summary>
public static class RecordQuantities
{
    /// <summary>The quantities of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="toolFeesNanos">The fee that was reported with it: <see cref="ReportedFeesOf"/>.</param>
    public static UsageQuantities Of(UsageRecord record, long toolFeesNanos)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new UsageQuantities(
            record.InputTokens, record.CacheReadTokens, record.CacheWrite5mTokens, record.CacheWrite1hTokens, record.OutputTokens,
            record.SearchRequests, toolFeesNanos, TierOf(record))
        {
            ReasoningTokens = record.ReasoningTokens,
            InputAudioTokens = record.InputAudioTokens,
            CacheReadAudioTokens = record.CacheReadAudioTokens,
            InputImageTokens = record.InputImageTokens,
            CacheReadImageTokens = record.CacheReadImageTokens,
            OutputAudioTokens = record.OutputAudioTokens,
            OutputImageTokens = record.OutputImageTokens,
        };
    }

    /// <summary>The fee that was reported with a call: its stored fees without those of the price that is stamped on it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="price">The row of its <see cref="UsageRecord.PriceId"/>; null when it is unpriced.</param>
    /// <param name="discount">The row of its <see cref="UsageRecord.DiscountPriceId"/>.</param>
    public static long ReportedFeesOf(UsageRecord record, Price? price, Price? discount)
    {
        ArgumentNullException.ThrowIfNull(record);
        return price is null ? record.FeeCostNanos : record.FeeCostNanos - PriceCalculator.OwnFeesOf(price, discount, record.SearchRequests);
    }

    /// <summary>The service tier of a record.</summary>
    public static ServiceTier TierOf(UsageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var text = record.ServiceTier ?? "";
        Span<byte> utf8 = stackalloc byte[256];
        return ServiceTiers.Of(Encoding.UTF8.TryGetBytes(text, utf8, out var length) ? utf8[..length] : [], record.IsBatch);
    }
}
