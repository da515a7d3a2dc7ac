using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Claims;
using FinOps.Core.Usage;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing.Claims;

/// <summary>Claims made by arithmetic of their own, one usual mistake at a time; each mistake must be named.</summary>
public sealed class ClaimCausesTests
{
    private static readonly Price Current = Priced(3m, 15m, id: 2);
    private static readonly Price Old = Priced(5m, 20m, id: 1);

    [Fact]
    public void Of_ClaimsThatAgree_IsNothing() => Assert.Null(ClaimCauses.Of(Calls((_, ours) => ours), [Old]));

    [Fact]
    public void Of_ClaimsInFloatingPoint_IsNothing() => Assert.Null(ClaimCauses.Of(Calls((_, ours) => ours + (ours / 1_000_000)), [Old]));

    [Fact]
    public void Of_CacheChargedAsInput_IsNamed() =>
        AssertCause(ClaimCause.CacheAsInput, Calls((u, _) => Usd((u.InputTokens * 3m) + (u.OutputTokens * 15m))));

    [Fact]
    public void Of_CacheReadsAloneChargedAsInput_IsNamed() =>
        AssertCause(ClaimCause.CacheAsInput, Calls((u, _) => Usd(((u.InputTokens - u.CacheWrite5mTokens) * 3m) + (u.CacheWrite5mTokens * 3.75m) + (u.OutputTokens * 15m))));

    [Fact]
    public void Of_CacheChargedTwice_IsNamed() =>
        AssertCause(ClaimCause.CacheTwice, Calls((u, _) => Usd((u.InputTokens * 3m) + (u.CacheReadTokens * 0.3m) + (u.CacheWrite5mTokens * 3.75m) + (u.OutputTokens * 15m))));

    [Fact]
    public void Of_ReasoningAddedToTheOutput_IsNamed() =>
        AssertCause(ClaimCause.ReasoningTwice, Calls((u, ours) => ours + Usd(u.ReasoningTokens * 15m)));

    [Fact]
    public void Of_AnOldPrice_IsNamedWithThePrice()
    {
        var calls = Calls((u, _) => Usd((Plain(u) * 5m) + (u.CacheReadTokens * 0.3m) + (u.CacheWrite5mTokens * 3.75m) + (u.OutputTokens * 20m)));

        Assert.Equal(Old, AssertCause(ClaimCause.OtherPrice, calls).OtherPrice);
    }

    [Fact]
    public void Of_TheListPriceInsteadOfTheContract_IsNamed()
    {
        var discount = new Price { Id = 9, Kind = PriceKind.Contract, DiscountPpm = 150_000 };

        var finding = AssertCause(ClaimCause.OtherPrice, Calls((u, _) => Cost(Current, null, u), discount: discount), [Current, Old]);

        Assert.Equal(Current, finding.OtherPrice);
    }

    [Theory]
    [InlineData(ServiceTier.Batch, ServiceTier.Standard)]
    [InlineData(ServiceTier.Standard, ServiceTier.Priority)]
    public void Of_AnotherTier_IsNamedWithTheTier(ServiceTier returned, ServiceTier charged)
    {
        var calls = Calls((u, _) => Cost(Current, null, u with { Tier = charged }), returned);

        Assert.Equal(charged, AssertCause(ClaimCause.OtherTier, calls).Tier);
    }

    [Fact]
    public void Of_StandardRatesInsteadOfATiersOwnRow_IsNamed()
    {
        var batch = Priced(1m, 4m, id: 3);
        batch.Tier = ServiceTier.Batch;
        var calls = Calls((u, _) => Cost(Current, null, u with { Tier = ServiceTier.Standard }), ServiceTier.Batch, price: batch);

        Assert.Equal(ServiceTier.Standard, AssertCause(ClaimCause.OtherTier, calls, [Current, Old]).Tier);
    }

    [Fact]
    public void Of_LongContextIgnored_IsNamed()
    {
        var tiered = Priced(3m, 15m, id: 2);
        tiered.ContextTiers = [new ContextTier { Threshold = 10_000, Rates = Rates(6m, 22.5m, 0.6m, 7.5m) }];

        // Short requests agree; the long ones do not.
        AssertCause(ClaimCause.LongContextIgnored, Calls((u, _) => Cost(Current, null, u), price: tiered));
    }

    [Theory]
    [InlineData(10_000_000)]
    [InlineData(1_000_000)]
    public void Of_RoundedClaims_IsNamedWithTheGrid(long grid)
    {
        var finding = AssertCause(ClaimCause.Rounding, Calls((_, ours) => (ours + (grid / 2)) / grid * grid));

        Assert.Equal(grid, finding.RoundedToNanos);
    }

    [Fact]
    public void Of_RoundedUpClaims_IsRounding() =>
        AssertCause(ClaimCause.Rounding, Calls((_, ours) => (ours + 999_999) / 1_000_000 * 1_000_000));

    [Fact]
    public void Of_AMarkup_IsNamedWithTheFactor() =>
        Assert.Equal(1.03m, AssertCause(ClaimCause.ConstantFactor, Calls((_, ours) => ours * 103 / 100)).Factor);

    [Fact]
    public void Of_ClaimsWithoutARule_IsUnknown()
    {
        var random = new Random(3);

        AssertCause(ClaimCause.Unknown, Calls((_, ours) => ours * random.Next(110, 900) / 100));
    }

    private static ClaimFinding AssertCause(ClaimCause expected, IReadOnlyList<ClaimedCall> calls, IReadOnlyList<Price>? others = null)
    {
        var finding = ClaimCauses.Of(calls, others ?? [Old])!;
        Assert.Equal(expected, finding.Cause);
        Assert.InRange(finding.Sampled, 1, calls.Count);
        if (expected != ClaimCause.Unknown)
        {
            Assert.InRange(finding.Matched, finding.Sampled * 80 / 100, finding.Sampled);
        }

        return finding;
    }

    private static List<ClaimedCall> Calls(Func<UsageQuantities, long, long> claim, ServiceTier tier = ServiceTier.Standard, Price? price = null, Price? discount = null)
    {
        var random = new Random(11);
        var calls = new List<ClaimedCall>();
        for (var i = 0; i < 60; i++)
        {
            var input = random.Next(500, 20_000);
            var output = random.Next(100, 3_000);
            var usage = new UsageQuantities(input, i % 3 == 0 ? 0 : input / 3, i % 4 == 0 ? input / 7 : 0, 0, output, 0, 0, tier) { ReasoningTokens = i % 2 == 0 ? 0 : output / 2 };
            PriceCalculator.Price(price ?? Current, discount, usage, out var ours);
            calls.Add(new ClaimedCall(usage, price ?? Current, discount, ours, claim(usage, ours.TotalNanos)));
        }

        return calls;
    }

    private static Price Priced(decimal input, decimal output, int id)
    {
        var price = Row("m", id: id);
        price.Rates = Rates(input, output, 0.3m, 3.75m);
        (price.BatchFactorPpm, price.PriorityFactorPpm) = (500_000, 2_000_000);
        return price;
    }

    private static long Plain(UsageQuantities usage) => usage.InputTokens - usage.CacheReadTokens - usage.CacheWrite5mTokens;

    private static long Cost(Price price, Price? discount, UsageQuantities usage)
    {
        Assert.Equal(UnpricedReason.None, PriceCalculator.Price(price, discount, usage, out var cost));
        return cost.TotalNanos;
    }

    /// <summary>Nano-USD of tokens times USD per million.</summary>
    private static long Usd(decimal perMillion) => (long)(perMillion * 1_000m);
}
