using FinOps.Core.Costs;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>What a draft would charge, before anything is stored.</summary>
public static class PricePreview
{
    /// <summary>A request as many chat features make it: 3,000 input tokens, half of them cached, and 500 output tokens.</summary>
    public static readonly UsageQuantities TypicalRequest = new(3_000, 1_500, 0, 0, 500, 0, 0, ServiceTier.Standard);

    /// <summary>The cost of one request in nano-USD; null while the draft is not sound or lacks a rate.</summary>
    public static long? Of(PriceDraft draft, in UsageQuantities usage)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var row = RowOf(draft);
        return row is { IsDiscount: false } && PriceCalculator.Price(row, usage, out var cost) == UnpricedReason.None ? cost.TotalNanos : null;
    }

    /// <summary>
    /// About what the calls behind some measures would have cost, in nano-USD: standard tier, short context, all cache writes for five minutes.
    /// Null while the draft is not sound or lacks a rate.
    /// </summary>
    public static decimal? About(PriceDraft draft, CostMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(measures);
        if (RowOf(draft) is not { Rates: { InputPer1M: { } input } rates } row || (rates.OutputPer1M is null && measures.OutputTokens > 0))
        {
            return null;
        }

        var uncached = measures.InputTokens - measures.CacheReadTokens - measures.CacheWriteTokens;
        return (((decimal)uncached * input)
            + ((decimal)measures.CacheReadTokens * (rates.CacheReadPer1M ?? input))
            + ((decimal)measures.CacheWriteTokens * (rates.CacheWrite5mPer1M ?? input))
            + ((decimal)measures.OutputTokens * (rates.OutputPer1M ?? 0))) / 1_000_000m * Data.Money.ToUsd(row.UsdPerUnitNanos ?? Data.Money.NanosPerUsd);
    }

    private static Price? RowOf(PriceDraft draft)
    {
        var check = PriceDraftCheck.Of(draft, 0, "");
        return check.Faults.Any(f => f.Field.Contains("Rates", StringComparison.Ordinal) || f.Field is nameof(PriceDraft.UsdPerUnit) or nameof(PriceDraft.DiscountPercent)) ? null : check.Row;
    }
}
