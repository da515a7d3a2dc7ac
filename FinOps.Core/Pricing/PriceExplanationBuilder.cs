using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>Puts an explanation together from the same rules by which <see cref="PriceCalculator"/> prices.</summary>
internal static class PriceExplanationBuilder
{
    public static PriceExplanation Of(PricedCall call, PriceChoice choice)
    {
        var (price, usage) = (choice.Price!, call.Usage);
        var reason = PriceCalculator.Price(price, choice.Discount, usage, out var cost);
        if (reason != UnpricedReason.None)
        {
            return Unpriced(call, choice, reason);
        }

        var tier = PriceCalculator.ContextTierOf(price, usage.InputTokens);
        var terms = PriceTerms.Of(price, choice.Discount, PriceCalculator.FactorPpm(price, usage.Tier));
        var charges = new List<PriceCharge>(TokenCharges(tier?.Rates ?? price.Rates, terms, usage));
        charges.AddRange(Fees(price, terms.ForFees(), usage));
        return new PriceExplanation
        {
            Charges = charges,
            TotalNanos = charges.Sum(c => c.CostNanos),
            Cost = cost,
            Reason = UnpricedReason.None,
            Price = price,
            Discount = choice.Discount,
            Mapping = choice.Mapping,
            ContextTier = tier,
            Tier = usage.Tier,
            TierFactor = terms.FactorPpm / (decimal)PriceTerms.Neutral,
            Notes = [.. PriceNotes.Of(call, choice, tier, terms), .. charges.Select(c => c.Note).OfType<string>()],
        };
    }

    public static PriceExplanation Unpriced(PricedCall call, PriceChoice choice, UnpricedReason reason)
    {
        var (message, cure) = PriceNotes.WhyNot(call, choice, reason);
        var reported = ReportedFee(call.Usage.ToolFeesNanos).ToList();
        return new PriceExplanation
        {
            Charges = reported,
            TotalNanos = reported.Sum(c => c.CostNanos),
            Cost = UsageCost.Unpriced(call.Usage.ToolFeesNanos),
            Reason = reason,
            Message = message,
            Cure = cure,
            Price = choice.Price,
            Discount = choice.Discount,
            Mapping = choice.Mapping,
            ContextTier = choice.Price is { } price ? PriceCalculator.ContextTierOf(price, call.Usage.InputTokens) : null,
            Tier = call.Usage.Tier,
        };
    }

    private static IEnumerable<PriceCharge> TokenCharges(TokenRates rates, PriceTerms terms, UsageQuantities usage)
    {
        if (!TokenBuckets.TrySplit(usage, rates, out var tokens))
        {
            throw new ArgumentOutOfRangeException(nameof(usage), usage, "A bucket would be negative.");
        }

        for (var bucket = TokenBucket.Input; bucket <= TokenBucket.OutputImage; bucket++)
        {
            if (tokens.Of(bucket) is var count and > 0 && TokenBuckets.RateOf(rates, bucket) is { } rate)
            {
                var (kind, label) = NameOf(bucket);
                yield return new PriceCharge(
                    kind, label, count, PriceCalculator.TokensPerRate, rate, terms.RateUsd(rate), terms.Charge(count, rate, PriceCalculator.TokensPerRate),
                    PriceNotes.Fallback(rates, bucket, usage));
            }
        }
    }

    private static IEnumerable<PriceCharge> Fees(Price price, PriceTerms terms, UsageQuantities usage)
    {
        if (usage.SearchRequests > 0 && price.SearchPer1K is { } search)
        {
            yield return Fee("search", "Searches", usage.SearchRequests, search, terms);
        }

        if (price.RequestsPer1K is { } calls)
        {
            yield return Fee("request", "Call", 1, calls, terms);
        }

        foreach (var fee in ReportedFee(usage.ToolFeesNanos))
        {
            yield return fee;
        }
    }

    private static IEnumerable<PriceCharge> ReportedFee(long nanos)
    {
        if (nanos > 0)
        {
            yield return new PriceCharge("tool_fees", "Reported tool fees", 1, 1, nanos, Money.ToUsd(nanos), nanos, null);
        }
    }

    private static PriceCharge Fee(string kind, string label, int count, long rate, PriceTerms terms) => new(
        kind, label, count, PriceCalculator.CallsPerRate, rate, terms.RateUsd(rate), terms.Charge(count, rate, PriceCalculator.CallsPerRate), null);

    /// <summary>How an explanation names a bucket: for machines, and for people.</summary>
    private static (string Kind, string Label) NameOf(TokenBucket bucket) => bucket switch
    {
        TokenBucket.Input => ("input", "Input"),
        TokenBucket.InputAudio => ("input_audio", "Audio input"),
        TokenBucket.InputImage => ("input_image", "Image input"),
        TokenBucket.CacheRead => ("cache_read", "Cached input"),
        TokenBucket.CacheReadAudio => ("cache_read_audio", "Cached audio"),
        TokenBucket.CacheReadImage => ("cache_read_image", "Cached image"),
        TokenBucket.CacheWrite5m => ("cache_write_5m", "Cache write, 5 min"),
        TokenBucket.CacheWrite1h => ("cache_write_1h", "Cache write, 1 h"),
        TokenBucket.Output => ("output", "Output"),
        TokenBucket.Reasoning => ("reasoning", "Reasoning"),
        TokenBucket.OutputAudio => ("output_audio", "Audio output"),
        TokenBucket.OutputImage => ("output_image", "Image output"),
    };
}
