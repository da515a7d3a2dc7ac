using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace FinOps.Tests.Pricing;

public sealed class PriceCalculatorTests
{
    private static readonly Price Sonnet = APrice(input: 3m, cacheRead: 0.3m, cacheWrite5m: 3.75m, cacheWrite1h: 6m, output: 15m);

    [Fact]
    public void Price_OfEveryBucket_ChargesEachAtItsOwnRate()
    {
        var reason = PriceCalculator.Price(Sonnet, new UsageQuantities(10_000, 4_000, 2_000, 1_000, 500, 0, 0, ServiceTier.Standard), out var cost);

        Assert.Equal(UnpricedReason.None, reason);
        Assert.Equal(new UsageCost(9_000_000, 1_200_000, 13_500_000, 7_500_000, 0), cost);
        Assert.Equal(31_200_000, cost.TotalNanos);
    }

    [Fact]
    public void Price_WithoutCacheRates_ChargesCacheTokensAsPlainInput()
    {
        var price = APrice(input: 2m, output: 8m);

        PriceCalculator.Price(price, new UsageQuantities(3_000_000, 1_000_000, 500_000, 500_000, 0, 0, 0, ServiceTier.Standard), out var cost);

        Assert.Equal(new UsageCost(2_000_000_000, 2_000_000_000, 2_000_000_000, 0, 0), cost);
    }

    [Fact]
    public void Price_WithoutOneHourRate_ChargesOneHourWritesAtTheFiveMinuteRate()
    {
        var price = APrice(input: 2m, cacheWrite5m: 2.5m, output: 8m);

        PriceCalculator.Price(price, new UsageQuantities(1_000_000, 0, 0, 1_000_000, 0, 0, 0, ServiceTier.Standard), out var cost);

        Assert.Equal(2_500_000_000, cost.CacheWriteNanos);
    }

    [Fact]
    public void Price_WithExplicitZeroRate_IsFree()
    {
        var reason = PriceCalculator.Price(APrice(input: 0m, output: 0m), Usage(input: 1_000, output: 1_000), out var cost);

        Assert.Equal(UnpricedReason.None, reason);
        Assert.Equal(0, cost.TotalNanos);
    }

    [Fact]
    public void Price_OfOutputWithoutOutputRate_IsUnpriced()
    {
        var reason = PriceCalculator.Price(APrice(input: 1m, output: null), Usage(input: 100, output: 1), out var cost);

        Assert.Equal(UnpricedReason.NoRateForBucket, reason);
        Assert.Equal(default, cost);
    }

    [Fact]
    public void Price_OfInputWithoutInputRate_IsUnpriced() =>
        Assert.Equal(UnpricedReason.NoRateForBucket, PriceCalculator.Price(APrice(input: null, output: 1m), Usage(input: 1), out _));

    [Fact]
    public void Price_OfNothing_IsPricedAtZeroEvenWithoutRates() =>
        Assert.Equal(UnpricedReason.None, PriceCalculator.Price(APrice(input: null, output: null), Usage(), out _));

    [Theory]
    [InlineData(200_000, false, 3_000_000_000 / 5)]
    [InlineData(199_999, false, 599_997_000)]
    [InlineData(200_001, false, 1_200_006_000)]
    [InlineData(199_999, true, 599_997_000)]
    [InlineData(200_000, true, 1_200_000_000)]
    [InlineData(200_001, true, 1_200_006_000)]
    public void Price_AroundTheLongContextThreshold_SwitchesTheWholeRequest(int input, bool isInclusive, long expectedInput)
    {
        var price = Long(200_000, isInclusive);

        PriceCalculator.Price(price, Usage(input: input, output: 1_000), out var cost);

        Assert.Equal(expectedInput, cost.InputNanos);
        Assert.Equal(expectedInput > 1_000_000_000 ? 22_500_000 : 15_000_000, cost.OutputNanos);
    }

    [Fact]
    public void Price_OfLongContext_CountsCachedTokensTowardsTheThreshold()
    {
        PriceCalculator.Price(Long(200_000, false), new UsageQuantities(200_001, 200_000, 0, 0, 0, 0, 0, ServiceTier.Standard), out var cost);

        Assert.Equal(120_000_000, cost.CacheReadNanos);
        Assert.Equal(6_000, cost.InputNanos);
    }

    [Theory]
    [InlineData(ServiceTier.Standard, 3_000_000)]
    [InlineData(ServiceTier.Batch, 1_500_000)]
    [InlineData(ServiceTier.Priority, 6_000_000)]
    [InlineData(ServiceTier.Flex, 3_000_000)]
    public void Price_OfATier_UsesItsFactorOrTheStandardRate(ServiceTier tier, long expected)
    {
        var price = APrice(input: 3m, output: 15m);
        price.BatchFactorPpm = 500_000;
        price.PriorityFactorPpm = 2_000_000;

        PriceCalculator.Price(price, Usage(input: 1_000, tier: tier), out var cost);

        Assert.Equal(expected, cost.InputNanos);
    }

    [Theory]
    [InlineData(1, 500, 0)]
    [InlineData(1, 1_500, 2)]
    [InlineData(1, 2_500, 2)]
    [InlineData(1, 2_501, 3)]
    [InlineData(1, 1_499, 1)]
    public void Price_OfHalfANano_RoundsToEven(int tokens, int thousandthsOfANano, long expected)
    {
        var price = APrice(input: null, output: 0m);
        price.Rates.InputPer1M = thousandthsOfANano * 1_000L;

        PriceCalculator.Price(price, Usage(input: tokens), out var cost);

        Assert.Equal(expected, cost.InputNanos);
    }

    [Fact]
    public void Price_WithAFactor_RoundsOnceNotTwice()
    {
        // 1 token at 2.9 nano-USD and half price is 1.45; rounding the price first would give 2.
        var price = APrice(input: null, output: 0m);
        price.Rates.InputPer1M = 2_900_000;
        price.BatchFactorPpm = 500_000;

        PriceCalculator.Price(price, Usage(input: 1, tier: ServiceTier.Batch), out var cost);

        Assert.Equal(1, cost.InputNanos);
    }

    [Fact]
    public void Price_WithAFactorThatLeavesNoWholeRate_IsExact()
    {
        var price = APrice(input: null, output: 0m);
        price.Rates.InputPer1M = 1_000_001;
        price.PriorityFactorPpm = 1_500_000;

        PriceCalculator.Price(price, Usage(input: 2_000_000, tier: ServiceTier.Priority), out var cost);

        Assert.Equal(3_000_003, cost.InputNanos);
    }

    [Fact]
    public void Price_BeyondSixtyFourBitProducts_StaysExact()
    {
        PriceCalculator.Price(APrice(input: 10_000m, output: 10_000m), Usage(input: int.MaxValue), out var cost);

        Assert.Equal(21_474_836_470_000_000, cost.InputNanos);
    }

    [Fact]
    public void Price_BeyondMoney_IsUnpricedWithTheReason()
    {
        var price = APrice(input: null, output: 0m);
        price.Rates.InputPer1M = long.MaxValue;

        Assert.Equal(UnpricedReason.CostTooLarge, PriceCalculator.Price(price, Usage(input: int.MaxValue), out var cost));
        Assert.Equal(0, cost.TotalNanos);
    }

    [Fact]
    public void Price_OfSearchesAndReportedFees_AddsBothUntouchedByTheTier()
    {
        var price = APrice(input: 1m, output: 1m);
        price.SearchPer1K = Money.ToNanos(10m);
        price.BatchFactorPpm = 500_000;

        PriceCalculator.Price(price, new UsageQuantities(0, 0, 0, 0, 0, 3, 7, ServiceTier.Batch), out var cost);

        Assert.Equal(30_000_007, cost.FeeNanos);
    }

    [Fact]
    public void Price_OfSearchesWithoutASearchPrice_IsUnpricedUnlessAFeeWasReported()
    {
        var price = APrice(input: 1m, output: 1m);

        Assert.Equal(UnpricedReason.NoRateForBucket, PriceCalculator.Price(price, new UsageQuantities(0, 0, 0, 0, 0, 1, 0, ServiceTier.Standard), out _));
        Assert.Equal(UnpricedReason.None, PriceCalculator.Price(price, new UsageQuantities(0, 0, 0, 0, 0, 1, 5, ServiceTier.Standard), out var cost));
        Assert.Equal(5, cost.FeeNanos);
    }

    [Theory]
    [InlineData(10, 6, 5, 0)]
    [InlineData(-1, 0, 0, 0)]
    [InlineData(10, -1, 0, 0)]
    [InlineData(10, 0, 0, -1)]
    public void Price_OfANegativeBucket_ThrowsInsteadOfFlooring(int input, int cacheRead, int cacheWrite, int output) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            PriceCalculator.Price(Sonnet, new UsageQuantities(input, cacheRead, cacheWrite, 0, output, 0, 0, ServiceTier.Standard), out _));

    [Property]
    public Property Price_OfAnyCall_MatchesExactArithmeticPerBucket() => Prop.ForAll(AnyCall(), call =>
    {
        PriceCalculator.Price(call.Price, call.Usage, out var cost);
        var factor = PriceCalculator.FactorPpm(call.Price, call.Usage.Tier) / 1_000_000m;
        var uncached = call.Usage.InputTokens - call.Usage.CacheReadTokens - call.Usage.CacheWrite5mTokens - call.Usage.CacheWrite1hTokens;
        return cost.InputNanos == Exact(uncached, call.Price.Rates.InputPer1M, factor)
            && cost.CacheReadNanos == Exact(call.Usage.CacheReadTokens, call.Price.Rates.CacheReadPer1M, factor)
            && cost.CacheWriteNanos == Exact(call.Usage.CacheWrite5mTokens, call.Price.Rates.CacheWrite5mPer1M, factor)
                + Exact(call.Usage.CacheWrite1hTokens, call.Price.Rates.CacheWrite1hPer1M, factor)
            && cost.OutputNanos == Exact(call.Usage.OutputTokens, call.Price.Rates.OutputPer1M, factor)
            && cost.TotalNanos == cost.InputNanos + cost.CacheReadNanos + cost.CacheWriteNanos + cost.OutputNanos + cost.FeeNanos;
    });

    [Property]
    public Property Price_OfMoreTokens_NeverCostsLess() => Prop.ForAll(AnyCall(), call =>
    {
        PriceCalculator.Price(call.Price, call.Usage, out var less);
        PriceCalculator.Price(
            call.Price, call.Usage with { InputTokens = call.Usage.InputTokens + 1, OutputTokens = call.Usage.OutputTokens + 1 }, out var more);
        return more.InputNanos >= less.InputNanos && more.OutputNanos >= less.OutputNanos && more.TotalNanos >= less.TotalNanos && less.TotalNanos >= 0;
    });

    [Fact]
    public void Price_OfManyCalls_AllocatesNothing()
    {
        var usage = new UsageQuantities(10_000, 4_000, 2_000, 1_000, 500, 1, 0, ServiceTier.Batch);
        var price = APrice(input: 3m, output: 15m);
        price.SearchPer1K = 1;
        price.BatchFactorPpm = 333_333;
        PriceCalculator.Price(price, usage, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            PriceCalculator.Price(price, usage, out _);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static Arbitrary<(Price Price, UsageQuantities Usage)> AnyCall() => (
        from rates in Gen.Choose(0, 2_000_000_000).ArrayOf(5)
        from tokens in Gen.Choose(0, 400_000).ArrayOf(5)
        from factor in Gen.Choose(0, 3_000_000)
        from tier in Gen.Elements(ServiceTier.Standard, ServiceTier.Batch)
        select (
            new Price
            {
                Rates = new TokenRates
                {
                    InputPer1M = rates[0],
                    CacheReadPer1M = rates[1],
                    CacheWrite5mPer1M = rates[2],
                    CacheWrite1hPer1M = rates[3],
                    OutputPer1M = rates[4],
                },
                BatchFactorPpm = factor,
            },
            new UsageQuantities(tokens.Take(4).Sum(), tokens[0], tokens[1], tokens[2], tokens[4], 0, 0, tier))).ToArbitrary();

    private static long Exact(int tokens, long? rate, decimal factor) =>
        (long)Math.Round(tokens * (decimal)rate!.Value * factor / 1_000_000m, 0, MidpointRounding.ToEven);

    private static Price Long(int threshold, bool isInclusive)
    {
        var price = APrice(input: 3m, cacheRead: 0.3m, output: 15m);
        price.ContextTiers = [new ContextTier { Threshold = threshold, IsInclusive = isInclusive, Rates = APrice(input: 6m, cacheRead: 0.6m, output: 22.5m).Rates }];
        return price;
    }

    private static UsageQuantities Usage(int input = 0, int output = 0, ServiceTier tier = ServiceTier.Standard) =>
        new(input, 0, 0, 0, output, 0, 0, tier);

    private static Price APrice(decimal? input, decimal? output, decimal? cacheRead = null, decimal? cacheWrite5m = null, decimal? cacheWrite1h = null) =>
        new() { Rates = PriceSamples.Rates(input, output, cacheRead, cacheWrite5m, cacheWrite1h) };
}
