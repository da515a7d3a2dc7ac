using System.Numerics;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing;

/// <summary>What holds for every price and every call.</summary>
public sealed class PricePropertyTests
{
    private static readonly PriceSnapshot NoPrices = new([]);

    [Property(MaxTest = 1_000)]
    public Property Explanation_OfAnyCall_SumsToTheCalculatorsCost() => Prop.ForAll(AnyPrice.Case(), c =>
    {
        var reason = PriceCalculator.Price(c.Price, c.Discount, c.Usage, out var cost);
        var explained = PriceExplanation.By(NoPrices, new PriceChoice(c.Price, c.Discount, null), new PricedCall("openai", "m", "", 0, c.Usage));

        Assert.Equal(reason, explained.Reason);
        Assert.Equal(reason == UnpricedReason.None ? cost.TotalNanos : c.Usage.ToolFeesNanos, explained.TotalNanos);
        Assert.Equal(explained.TotalNanos, explained.Charges.Sum(charge => charge.CostNanos));
        Assert.Equal(explained.TotalNanos, explained.Cost.TotalNanos);
        Assert.Equal(reason == UnpricedReason.None, explained.Message is null);
        if (reason == UnpricedReason.None)
        {
            Assert.Equal((long)c.Usage.InputTokens + c.Usage.OutputTokens, explained.Charges.Where(charge => charge.IsTokens).Sum(charge => charge.Count));
            Assert.Equal(cost.InputNanos, Sum(explained, "input", "input_audio", "input_image"));
            Assert.Equal(cost.CacheReadNanos, Sum(explained, "cache_read", "cache_read_audio", "cache_read_image"));
            Assert.Equal(cost.CacheWriteNanos, Sum(explained, "cache_write_5m", "cache_write_1h"));
            Assert.Equal(cost.OutputNanos, Sum(explained, "output", "reasoning", "output_audio", "output_image"));
            Assert.Equal(cost.FeeNanos, Sum(explained, "search", "request", "tool_fees"));
        }
    });

    [Property(MaxTest = 1_000)]
    public Property Charge_OfAnyBucket_IsExactAndRoundedOnceHalfEven() => Prop.ForAll(AnyPrice.Case(), c =>
    {
        var explained = PriceExplanation.By(NoPrices, new PriceChoice(c.Price, c.Discount, null), new PricedCall("openai", "m", "", 0, c.Usage));
        foreach (var charge in explained.Charges.Where(charge => charge.Unit > 1))
        {
            var factor = charge.IsTokens ? PriceCalculator.FactorPpm(c.Price, c.Usage.Tier) : 1_000_000;
            var product = (BigInteger)charge.Count * charge.ListRateNanos * factor * (1_000_000 - (c.Discount?.DiscountPpm ?? 0)) * (c.Price.UsdPerUnitNanos ?? 1_000_000_000);
            Assert.Equal(HalfEven(product, (BigInteger)charge.Unit * 1_000_000 * 1_000_000 * 1_000_000_000), charge.CostNanos);
        }
    });

    [Property(MaxTest = 1_000)]
    public Property Price_OfAnyCall_IsNeverNegative() => Prop.ForAll(AnyPrice.Case(), c =>
    {
        PriceCalculator.Price(c.Price, c.Discount, c.Usage, out var cost);
        return cost is { InputNanos: >= 0, CacheReadNanos: >= 0, CacheWriteNanos: >= 0, OutputNanos: >= 0, FeeNanos: >= 0 };
    });

    [Property(MaxTest = 1_000)]
    public Property Price_OfMoreTokensOfAnyKind_NeverCostsLess() => Prop.ForAll(AnyPrice.Case(), Gen.Choose(1, 500_000).ToArbitrary(), Gen.Choose(0, 8).ToArbitrary(), (c, more, kind) =>
    {
        PriceCalculator.Price(c.Price, c.Discount, c.Usage, out var less);
        PriceCalculator.Price(c.Price, c.Discount, WithMore(c.Usage, kind, more), out var cost);
        return cost.TotalNanos >= less.TotalNanos;
    });

    [Property(MaxTest = 500)]
    public Property RatesFor_AroundEachThreshold_SwitchAtTheTokenThatItNames() => Prop.ForAll(AnyPrice.Case(), c =>
    {
        foreach (var tier in c.Price.ContextTiers)
        {
            foreach (var input in new[] { tier.Threshold - 1, tier.Threshold, tier.Threshold + 1 })
            {
                var expected = c.Price.ContextTiers.Where(t => t.IsInclusive ? input >= t.Threshold : input > t.Threshold).MaxBy(t => t.Threshold);
                Assert.Same(expected, PriceCalculator.ContextTierOf(c.Price, input));
                var usage = new UsageQuantities(input, 0, 0, 0, 0, 0, 0, ServiceTier.Standard);
                Assert.Equal(expected, PriceExplanation.By(NoPrices, new PriceChoice(c.Price, null, null), new PricedCall("openai", "m", "", 0, usage)).ContextTier);
            }
        }
    });

    [Property]
    public bool At_TheEdgesOfAnyPeriod_IncludesTheFirstMicrosecondAndExcludesTheLast(PositiveInt from, PositiveInt length)
    {
        var row = Row("m");
        (row.ValidFromMicros, row.ValidToMicros) = (from.Get, (long)from.Get + length.Get);
        var prices = new PriceSnapshot([row]).For("openai", "m");
        return prices.At(row.ValidFromMicros - 1, out _) is null && prices.At(row.ValidFromMicros, out _) == row
            && prices.At(row.ValidToMicros!.Value - 1, out _) == row && prices.At(row.ValidToMicros.Value, out _) is null;
    }

    [Property(MaxTest = 2_000)]
    public Property Covers_AnyWindow_AgreesWithTheWindowsThatBeganOnThisDayAndTheOneBefore() => Prop.ForAll(
        Gen.Choose(0, 1_439).Two().Where(m => m.Item1 != m.Item2).ToArbitrary(),
        Gen.Choose(0, 127).ToArbitrary(),
        Gen.Choose(-20 * 1_440, 20 * 1_440).ToArbitrary(),
        (minutes, days, at) =>
        {
            var (from, to) = minutes;
            var price = new Price { DailyFromMinute = from, DailyToMinute = to, WeekDays = (byte)days };
            var length = (to - from + 1_440) % 1_440;
            var utc = DateTime.UnixEpoch.AddMinutes(at);
            var began = new[] { utc.Date, utc.Date.AddDays(-1) }
                .Where(day => days == 0 || (days & (1 << (int)day.DayOfWeek)) != 0)
                .Any(day => utc >= day.AddMinutes(from) && utc < day.AddMinutes(from + length));
            return PriceWindow.Covers(price, Instants.ToMicros(utc)) == began;
        });

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00")]
    [InlineData("2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00")]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00")]
    [InlineData("2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00")]
    public void At_WhereClocksArePutForwardOrBack_CountsUtcOnly(string utc, string local)
    {
        var night = Row("m", 0.5m);
        (night.DailyFromMinute, night.DailyToMinute) = (0, 60);
        var prices = new PriceSnapshot([Row("m", 1m), night]).For("openai", "m");

        Assert.Same(prices.At(At(utc), out _), prices.At(At(local), out _));
        Assert.Equal(utc.Contains("T00:", StringComparison.Ordinal) ? night : null, prices.At(At(local), out _) is { HasWindow: true } price ? price : null);
    }

    private static UsageQuantities WithMore(UsageQuantities usage, int kind, int more) => kind switch
    {
        0 => usage with { InputTokens = usage.InputTokens + more },
        1 => usage with { InputTokens = usage.InputTokens + more, CacheReadTokens = usage.CacheReadTokens + more },
        2 => usage with { InputTokens = usage.InputTokens + more, CacheWrite5mTokens = usage.CacheWrite5mTokens + more },
        3 => usage with { InputTokens = usage.InputTokens + more, CacheWrite1hTokens = usage.CacheWrite1hTokens + more },
        4 => usage with { InputTokens = usage.InputTokens + more, InputAudioTokens = usage.InputAudioTokens + more },
        5 => usage with { OutputTokens = usage.OutputTokens + more },
        6 => usage with { OutputTokens = usage.OutputTokens + more, ReasoningTokens = usage.ReasoningTokens + more },
        7 => usage with { OutputTokens = usage.OutputTokens + more, OutputImageTokens = usage.OutputImageTokens + more },
        _ => usage with { SearchRequests = usage.SearchRequests + 1 },
    };

    private static long Sum(PriceExplanation explained, params string[] kinds) => explained.Charges.Where(c => kinds.Contains(c.Kind)).Sum(c => c.CostNanos);

    private static long HalfEven(BigInteger product, BigInteger unit)
    {
        var quotient = BigInteger.DivRem(product, unit, out var rest);
        var twice = (rest * 2).CompareTo(unit);
        return (long)(twice > 0 || (twice == 0 && !quotient.IsEven) ? quotient + 1 : quotient);
    }
}
