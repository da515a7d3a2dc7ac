using System.Runtime.CompilerServices;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>Prices one call with one price row; pure, exact, and free of allocations.</summary>
/// <remarks>
/// <para>Buckets are exclusive: what is left of the input after cache reads, cache writes, audio and images is charged at the input rate.
/// Each bucket is tokens × rate × tier factor × what a discount leaves × currency, rounded once, half-even, to the nano-USD.</para>
/// <para>Long context: when all input tokens together pass a threshold, the whole request, output included, is charged at the rates beyond it.</para>
/// <para>A rate that a provider does not list: cached input without a rate is billed as plain input (never as free); 1-hour writes
/// without a rate take the 5-minute rate; reasoning, audio and images take the text rate of their side; a missing input or output rate
/// leaves the call unpriced. An explicit rate of 0 is free.</para>
/// <para>A service tier without a factor is charged the standard rates, but for <see cref="ServiceTier.Fast"/>, which must have rates of its own.
/// Factors touch token rates, never fees; discounts touch both, but not fees that were reported with the call.</para>
/// <para>Searches without a search price: a tool fee that was reported with the call stands for them; without one the call stays
/// unpriced, because a fee of 0 would be a missing price shown as money.</para>
/// </remarks>
public static class PriceCalculator
{
    internal const long TokensPerRate = 1_000_000;
    internal const long CallsPerRate = 1_000;
    private static readonly TokenRates NoRates = new();

    /// <summary>Cost per bucket, or the reason why there is none (then the cost is all zero).</summary>
    /// <param name="discount">The contract that takes something off, if any.</param>
    /// <exception cref="ArgumentOutOfRangeException">The counts contradict each other: the reader should have refused the line.</exception>
    public static UnpricedReason Price(Price price, Price? discount, in UsageQuantities usage, out UsageCost cost)
    {
        ArgumentNullException.ThrowIfNull(price);
        try
        {
            return Charge(price, discount, usage, out cost);
        }
        catch (OverflowException)
        {
            // Nobody spends 9.2 billion USD on a call: a rate is wrong, and an import must not end on it.
            cost = default;
            return UnpricedReason.CostTooLarge;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static UnpricedReason Charge(Price price, Price? discount, in UsageQuantities usage, out UsageCost cost)
    {
        cost = default;
        var rates = RatesFor(price, usage.InputTokens);
        if (!TokenBuckets.TrySplit(usage, rates, out var tokens) || usage.SearchRequests < 0 || usage.ToolFeesNanos < 0)
        {
            ThrowContradiction(usage);
        }

        if (!HasRatesFor(price, usage.Tier) || LacksSearchFee(price, usage))
        {
            return UnpricedReason.NoRateForBucket;
        }

        var terms = PriceTerms.Of(price, discount, FactorPpm(price, usage.Tier));
        var lacksRate = false;
        var input = Charge(TokenBucket.Input, tokens, rates, terms, ref lacksRate);
        var cacheRead = Charge(TokenBucket.CacheRead, tokens, rates, terms, ref lacksRate);
        var cacheWrite = checked(Charge(TokenBucket.CacheWrite5m, tokens, rates, terms, ref lacksRate) + Charge(TokenBucket.CacheWrite1h, tokens, rates, terms, ref lacksRate));
        var output = Charge(TokenBucket.Output, tokens, rates, terms, ref lacksRate);
        if (usage.HasParts)
        {
            ChargeParts(tokens, rates, terms, ref input, ref cacheRead, ref output, ref lacksRate);
        }

        if (lacksRate)
        {
            return UnpricedReason.NoRateForBucket;
        }

        var fees = FeesOf(price, terms, usage);
        _ = checked(input + cacheRead + cacheWrite + output + fees);
        cost = new UsageCost(input, cacheRead, cacheWrite, output, fees);
        return UnpricedReason.None;
    }

    /// <inheritdoc cref="Price(Price, Price?, in UsageQuantities, out UsageCost)"/>
    public static UnpricedReason Price(Price price, in UsageQuantities usage, out UsageCost cost) => Price(price, null, usage, out cost);

    /// <summary>Whether counts agree with each other, so that no bucket would be negative.</summary>
    public static bool IsConsistent(in UsageQuantities usage) =>
        TokenBuckets.TrySplit(usage, NoRates, out _) && usage.SearchRequests >= 0 && usage.ToolFeesNanos >= 0;

    /// <summary>The context tier of a request with so many input tokens, cached ones included; null for the standard rates.</summary>
    public static ContextTier? ContextTierOf(Price price, int inputTokens)
    {
        ArgumentNullException.ThrowIfNull(price);
        ContextTier? found = null;
        for (var i = 0; i < price.ContextTiers.Count; i++)
        {
            var tier = price.ContextTiers[i];
            found = tier.IsPassedBy(inputTokens) && (found is null || tier.Threshold > found.Threshold) ? tier : found;
        }

        return found;
    }

    /// <summary>The factor on every token rate in millionths; one million where the tier has no factor of its own.</summary>
    public static long FactorPpm(Price price, ServiceTier tier)
    {
        ArgumentNullException.ThrowIfNull(price);
        var factor = tier switch
        {
            ServiceTier.Standard or ServiceTier.Fast => null,
            ServiceTier.Batch => price.BatchFactorPpm,
            ServiceTier.Flex => price.FlexFactorPpm,
            ServiceTier.Priority => price.PriorityFactorPpm,
            _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "Unknown service tier."),
        };
        return price.Tier is null ? factor ?? PriceTerms.Neutral : PriceTerms.Neutral;
    }

    /// <summary>The fees that a price adds to a call, without those that were reported with it.</summary>
    public static long OwnFeesOf(Price price, Price? discount, int searchRequests)
    {
        ArgumentNullException.ThrowIfNull(price);
        return FeesOf(price, PriceTerms.Of(price, discount, PriceTerms.Neutral), new UsageQuantities(0, 0, 0, 0, 0, searchRequests, 0, ServiceTier.Standard));
    }

    internal static TokenRates RatesFor(Price price, int inputTokens) =>
        price.ContextTiers.Count == 0 ? price.Rates : ContextTierOf(price, inputTokens)?.Rates ?? price.Rates;

    /// <summary>Whether a row without a tier may stand for one: there is no factor for fast answers.</summary>
    internal static bool HasRatesFor(Price price, ServiceTier tier) => price.Tier is not null || tier != ServiceTier.Fast;

    internal static bool LacksSearchFee(Price price, in UsageQuantities usage) =>
        usage.SearchRequests > 0 && price.SearchPer1K is null && usage.ToolFeesNanos == 0;

    private static long FeesOf(Price price, PriceTerms terms, in UsageQuantities usage)
    {
        var fees = usage.ToolFeesNanos;
        if (usage.SearchRequests > 0 && price.SearchPer1K is { } search)
        {
            fees = checked(fees + terms.ForFees().Charge(usage.SearchRequests, search, CallsPerRate));
        }

        return price.RequestsPer1K is { } call ? checked(fees + terms.ForFees().Charge(1, call, CallsPerRate)) : fees;
    }

    private static void ThrowContradiction(in UsageQuantities usage) =>
        throw new ArgumentOutOfRangeException(nameof(usage), usage, "A bucket would be negative.");

    private static void ChargeParts(
        in BucketTokens tokens, TokenRates rates, in PriceTerms terms, ref long input, ref long cacheRead, ref long output, ref bool lacksRate)
    {
        input = checked(input + Charge(TokenBucket.InputAudio, tokens, rates, terms, ref lacksRate) + Charge(TokenBucket.InputImage, tokens, rates, terms, ref lacksRate));
        cacheRead = checked(cacheRead
            + Charge(TokenBucket.CacheReadAudio, tokens, rates, terms, ref lacksRate) + Charge(TokenBucket.CacheReadImage, tokens, rates, terms, ref lacksRate));
        output = checked(output + Charge(TokenBucket.Reasoning, tokens, rates, terms, ref lacksRate)
            + Charge(TokenBucket.OutputAudio, tokens, rates, terms, ref lacksRate) + Charge(TokenBucket.OutputImage, tokens, rates, terms, ref lacksRate));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Charge(TokenBucket bucket, in BucketTokens tokens, TokenRates rates, in PriceTerms terms, ref bool lacksRate)
    {
        var count = tokens[(int)bucket];
        if (count == 0)
        {
            return 0;
        }

        if (TokenBuckets.RateOf(rates, bucket) is { } rate)
        {
            return terms.Charge(count, rate, TokensPerRate);
        }

        lacksRate = true;
        return 0;
    }
}
