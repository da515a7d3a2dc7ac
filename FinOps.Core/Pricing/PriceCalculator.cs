using System.Runtime.CompilerServices;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>Prices one call with one price row; pure, exact, and free of allocations.</summary>
/// <remarks>
/// <para>Buckets are exclusive: what is left of the input after cache reads and cache writes is charged at the input rate.
/// Each bucket is tokens × rate × tier factor, rounded once, half-even, to the nano-USD; 5-minute and 1-hour cache writes are rounded apart.</para>
/// <para>Long context: when all input tokens together pass the threshold, the whole request, output included, is charged at the long rates.</para>
/// <para>A rate that a provider does not list: cached input without a rate is billed as plain input (never as free); 1-hour writes
/// without a rate take the 5-minute rate; a missing input or output rate leaves the call unpriced. An explicit rate of 0 is free.</para>
/// <para>A service tier without a factor is charged the standard rates. Factors touch token rates, never fees.</para>
/// <para>Searches without a search price: a tool fee that was reported with the call stands for them; without one the call stays
/// unpriced, because a fee of 0 would be a missing price shown as money.</para>
/// </remarks>
public static class PriceCalculator
{
    private const long TokensPerRate = 1_000_000;
    private const long NeutralPpm = 1_000_000;
    private const long SearchesPerRate = 1_000;

    /// <summary>Cost per bucket, or the reason why there is none (then the cost is all zero).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or cache tokens exceed the input: the reader should have refused the line.</exception>
    /// <exception cref="OverflowException">A cost is beyond ±9.2 billion USD.</exception>
    public static UnpricedReason Price(Price price, in UsageQuantities usage, out UsageCost cost)
    {
        ArgumentNullException.ThrowIfNull(price);
        cost = default;
        var uncached = (long)usage.InputTokens - usage.CacheReadTokens - usage.CacheWrite5mTokens - usage.CacheWrite1hTokens;
        var counts = usage.CacheReadTokens | usage.CacheWrite5mTokens | usage.CacheWrite1hTokens | usage.OutputTokens | usage.SearchRequests;
        if (counts < 0 || uncached < 0 || usage.ToolFeesNanos < 0)
        {
            ThrowNegative(usage);
        }

        var rates = IsLongContext(price, usage.InputTokens) ? price.LongRates : price.Rates;
        var input = rates.InputPer1M;
        var cacheRead = rates.CacheReadPer1M ?? input;
        var cacheWrite5m = rates.CacheWrite5mPer1M ?? input;
        var cacheWrite1h = rates.CacheWrite1hPer1M ?? cacheWrite5m;
        var hasSearchFee = usage.SearchRequests == 0 || price.SearchPer1K is not null || usage.ToolFeesNanos > 0;
        if (Lacks(input, uncached) || Lacks(cacheRead, usage.CacheReadTokens) || Lacks(cacheWrite5m, usage.CacheWrite5mTokens)
            || Lacks(cacheWrite1h, usage.CacheWrite1hTokens) || Lacks(rates.OutputPer1M, usage.OutputTokens) || !hasSearchFee)
        {
            return UnpricedReason.NoRateForBucket;
        }

        var factor = FactorPpm(price, usage.Tier);
        cost = new UsageCost(
            Cost(uncached, input, factor),
            Cost(usage.CacheReadTokens, cacheRead, factor),
            checked(Cost(usage.CacheWrite5mTokens, cacheWrite5m, factor) + Cost(usage.CacheWrite1hTokens, cacheWrite1h, factor)),
            Cost(usage.OutputTokens, rates.OutputPer1M, factor),
            checked(Cost(usage.SearchRequests, price.SearchPer1K) + usage.ToolFeesNanos));
        return UnpricedReason.None;
    }

    /// <summary>True when a request of so many input tokens, cached ones included, is charged at the long rates.</summary>
    public static bool IsLongContext(Price price, int inputTokens)
    {
        ArgumentNullException.ThrowIfNull(price);
        return price.LongContextThreshold is { } threshold
            && (price.IsLongContextInclusive ? inputTokens >= threshold : inputTokens > threshold);
    }

    /// <summary>The factor on every token rate in millionths; one million where the tier has no factor of its own.</summary>
    public static long FactorPpm(Price price, ServiceTier tier)
    {
        ArgumentNullException.ThrowIfNull(price);
        return tier switch
        {
            ServiceTier.Standard => NeutralPpm,
            ServiceTier.Batch => price.BatchFactorPpm ?? NeutralPpm,
            ServiceTier.Flex => price.FlexFactorPpm ?? NeutralPpm,
            ServiceTier.Priority => price.PriorityFactorPpm ?? NeutralPpm,
            _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "Unknown service tier."),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Lacks(long? rate, long tokens) => rate is null && tokens > 0;

    private static long Cost(long tokens, long? rate, long factorPpm)
    {
        if (tokens == 0 || rate is not { } perMillion)
        {
            return 0;
        }

        if (factorPpm == NeutralPpm)
        {
            return Divide(tokens, perMillion, TokensPerRate);
        }

        // A factor that leaves a whole rate, as list prices do, needs no wide arithmetic.
        return Math.BigMul(perMillion, factorPpm, out var scaled) == 0 && scaled >= 0 && scaled % NeutralPpm == 0
            ? Divide(tokens, scaled / NeutralPpm, TokensPerRate)
            : DivideWide((Int128)tokens * perMillion * factorPpm, (Int128)TokensPerRate * NeutralPpm);
    }

    private static long Cost(int searches, long? perThousand) =>
        perThousand is { } rate ? Divide(searches, rate, SearchesPerRate) : 0;

    /// <summary>count × rate ÷ unit, half-even; all three are not negative.</summary>
    private static long Divide(long count, long rate, long unit)
    {
        if (Math.BigMul(count, rate, out var product) != 0 || product < 0)
        {
            return DivideWide((Int128)count * rate, unit);
        }

        var (quotient, rest) = Math.DivRem(product, unit);
        var half = unit / 2;
        return rest > half || (rest == half && (quotient & 1) == 1) ? quotient + 1 : quotient;
    }

    private static long DivideWide(Int128 product, Int128 unit)
    {
        var (quotient, rest) = Int128.DivRem(product, unit);
        var half = unit / 2;
        return checked((long)(rest > half || (rest == half && Int128.IsOddInteger(quotient)) ? quotient + 1 : quotient));
    }

    private static void ThrowNegative(in UsageQuantities usage) =>
        throw new ArgumentOutOfRangeException(nameof(usage), usage, "A bucket would be negative.");
}
