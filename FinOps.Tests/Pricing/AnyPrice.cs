using FinOps.Core.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace FinOps.Tests.Pricing;

/// <summary>Calls and prices of every kind, for properties.</summary>
internal static class AnyPrice
{
    /// <summary>A price with any rates, tiers, factors and currency, perhaps a discount, and a call that fits.</summary>
    public static Arbitrary<(Price Price, Price? Discount, UsageQuantities Usage)> Case() =>
        (from price in Prices() from discount in Discounts() from usage in Usages() select (price, discount, usage)).ToArbitrary();

    public static Gen<UsageQuantities> Usages() =>
        from parts in Gen.Frequency((4, Gen.Choose(0, 400_000)), (1, Gen.Constant(0))).ArrayOf(12)
        from tier in Gen.Elements(Enum.GetValues<ServiceTier>())
        from searches in Gen.Choose(0, 5)
        from fee in Gen.Choose(0, 10_000)
        select new UsageQuantities(parts[..8].Sum(), parts[1] + parts[3] + parts[5], parts[6], parts[7], parts[8..].Sum(), searches, fee, tier)
        {
            InputAudioTokens = parts[2] + parts[3],
            CacheReadAudioTokens = parts[3],
            InputImageTokens = parts[4] + parts[5],
            CacheReadImageTokens = parts[5],
            ReasoningTokens = parts[9],
            OutputAudioTokens = parts[10],
            OutputImageTokens = parts[11],
        };

    private static Gen<Price> Prices() =>
        from rates in Rates()
        from extra in Rates()
        from thresholds in Gen.Choose(1, 3_000_000).ArrayOf(2)
        from tiers in Gen.Choose(0, 2)
        from isInclusive in Gen.Elements(true, false)
        from factor in Gen.Choose(0, 3_000_000)
        from tier in Gen.Elements<ServiceTier?>(null, null, ServiceTier.Fast)
        from fees in Gen.Choose(0, 2_000_000_000).ArrayOf(2)
        from fx in Gen.Elements<long?>(null, null, 1_080_000_007, 6_451_613)
        select new Price
        {
            Id = 7,
            Tier = tier,
            Rates = rates,
            ContextTiers = [.. thresholds.Distinct().Take(tiers).Select((t, i) => new ContextTier { Threshold = t, IsInclusive = isInclusive, Rates = Raised(rates, extra) })],
            BatchFactorPpm = factor,
            PriorityFactorPpm = 2_500_000,
            SearchPer1K = fees[0],
            RequestsPer1K = fees[1] % 2 == 0 ? null : fees[1],
            Currency = fx is null ? "USD" : "EUR",
            UsdPerUnitNanos = fx,
        };

    /// <summary>Contracts are discounts of up to 100 %.</summary>
    private static Gen<Price?> Discounts() =>
        Gen.OneOf(Gen.Constant<Price?>(null), Gen.Choose(0, 1_000_000).Select(ppm => (Price?)new Price { Id = 8, Kind = PriceKind.Contract, DiscountPpm = ppm }));

    private static Gen<TokenRates> Rates() =>
        from values in Gen.Choose(0, 2_000_000_000).ArrayOf(TokenRate.All.Count)
        from scale in Gen.Elements(1L, 37L, 1_000L)
        from listed in Gen.Elements(true, false).ArrayOf(TokenRate.All.Count)
        select Filled(i => listed[i] || TokenRate.All[i].Column is "input" or "output" ? values[i] * scale : null);

    /// <summary>Rates that are nowhere below others and list the same.</summary>
    private static TokenRates Raised(TokenRates rates, TokenRates extra) => Filled(i => TokenRate.All[i].Of(rates) + (TokenRate.All[i].Of(extra) ?? 0));

    private static TokenRates Filled(Func<int, long?> value)
    {
        var rates = new TokenRates();
        for (var i = 0; i < TokenRate.All.Count; i++)
        {
            TokenRate.All[i].Set(rates, value(i));
        }

        return rates;
    }
}
