using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing;

public sealed class PriceExplanationTests
{
    [Fact]
    public void Of_ACallWithEverything_NamesEveryRuleInOrder()
    {
        var row = Row("gpt-5", 2m, id: 12, kind: PriceKind.Own, scope: "eu");
        row.ContextTiers = [new ContextTier { Threshold = 1_000, Rates = Rates(4m, 8m) }];
        (row.BatchFactorPpm, row.Currency, row.UsdPerUnitNanos, row.RequestsPer1K) = (500_000, "EUR", 1_100_000_000, 1_000_000_000);
        var contract = Row(".*", match: ModelMatch.Regex, kind: PriceKind.Contract, id: 13);
        (contract.DiscountPpm, contract.Rates) = (100_000, new TokenRates());
        var mapping = new ModelMapping { Id = 1, Provider = "openai", Name = "prod", BaseModel = "gpt-5", CreatedBy = "Ada", Reason = "our deployment" };
        var usage = new UsageQuantities(1_001, 1, 0, 0, 10, 0, 5, ServiceTier.Batch) { ReasoningTokens = 4 };

        var explained = PriceExplanation.Of(new PriceSnapshot([row, contract], [mapping]), new PricedCall("openai", "prod", "eu", At("2026-01-01"), usage));

        Assert.Equal((row, contract, mapping, row.ContextTiers[0]), (explained.Price!, explained.Discount!, explained.Mapping!, explained.ContextTier!));
        Assert.Equal(
            [
                "prod is priced as gpt-5 (Ada: our deployment).",
                "The price is for eu.",
                "1,001 input tokens > 1,000: the whole request is charged at the rates beyond it.",
                "The service tier batch multiplies token rates by 0.5.",
                "Contract no. 13 takes 10 % off.",
                "1 EUR is 1.1 USD.",
                "No cache rate is listed: cached input is charged as plain input.",
                "4 reasoning tokens are part of the output.",
            ],
            explained.Notes);
        Assert.Equal(
            [("input", 1_000, 1.98m, 1_980_000), ("cache_read", 1, 1.98m, 1_980), ("output", 10, 3.96m, 39_600), ("request", 1, 0.99m, 990_000), ("tool_fees", 1, 0.000000005m, 5)],
            explained.Charges.Select(c => (c.Kind, c.Count, c.RateUsd, c.CostNanos)));
        Assert.Equal(3_011_585, explained.TotalNanos);
    }

    [Theory]
    [InlineData("gpt-9", "2026-01-01", UnpricedReason.UnknownModel, "No price names the model gpt-9 of openai.")]
    [InlineData("m", "2024-01-01", UnpricedReason.NoPriceAtTime, "m of openai has a price, but none was in force at 2024-01-01 00:00:00 UTC.")]
    public void Of_ACallWithoutPrice_SaysWhyAndTheCure(string model, string at, UnpricedReason reason, string message)
    {
        var call = new PricedCall("openai", model, "", At(at), new UsageQuantities(1, 0, 0, 0, 1, 0, 3, ServiceTier.Standard));

        var explained = PriceExplanation.Of(new PriceSnapshot([Row("m")]), call);

        Assert.Equal((reason, message, 3), (explained.Reason, explained.Message, explained.TotalNanos));
        Assert.NotNull(explained.Cure);
    }

    [Theory]
    [InlineData(0, 1, 0, ServiceTier.Standard, "Price no. 5 lists no rate for output tokens.")]
    [InlineData(0, 0, 1, ServiceTier.Standard, "Price no. 5 lists no price for searches, and no fee was reported with the call.")]
    [InlineData(1, 0, 0, ServiceTier.Fast, "Price no. 5 has no rates for the fast service tier.")]
    public void Of_ACallWithALackingRate_NamesIt(int input, int output, int searches, ServiceTier tier, string message)
    {
        var row = Row("m", id: 5);
        row.Rates.OutputPer1M = null;

        var explained = PriceExplanation.Of(new PriceSnapshot([row]), new PricedCall("openai", "m", "", At("2026-01-01"), new UsageQuantities(input, 0, 0, 0, output, searches, 0, tier)));

        Assert.Equal((UnpricedReason.NoRateForBucket, message, row), (explained.Reason, explained.Message, explained.Price));
    }

    [Fact]
    public void Of_AudioAndImagesWithoutRates_ChargesTextRatesAndSaysSo()
    {
        var usage = new UsageQuantities(100, 0, 0, 0, 50, 0, 0, ServiceTier.Standard) { InputAudioTokens = 30, InputImageTokens = 20, OutputImageTokens = 10 };

        var explained = PriceExplanation.Of(new PriceSnapshot([Row("m")]), new PricedCall("openai", "m", "", At("2026-01-01"), usage));

        Assert.Equal([("input", 100L), ("output", 50L)], explained.Charges.Select(c => (c.Kind, c.Count)));
        Assert.Equal(
            ["No rates of their own are listed for audio and image tokens: they are charged as text input.", "No rates of their own are listed for image tokens: they are charged as text output."],
            explained.Notes);
    }

    [Fact]
    public void Of_AudioWithRates_ChargesEachTokenOnceInItsOwnBucket()
    {
        var row = Row("m");
        row.Rates = new TokenRates { InputPer1M = 1_000_000, CacheReadPer1M = 500_000, OutputPer1M = 2_000_000, ReasoningPer1M = 3_000_000, InputAudioPer1M = 40_000_000, CacheReadAudioPer1M = 20_000_000, OutputAudioPer1M = 80_000_000 };
        var usage = new UsageQuantities(100, 30, 0, 0, 50, 0, 0, ServiceTier.Standard) { InputAudioTokens = 60, CacheReadAudioTokens = 20, OutputAudioTokens = 25, ReasoningTokens = 5 };

        var explained = PriceExplanation.Of(new PriceSnapshot([row]), new PricedCall("openai", "m", "", At("2026-01-01"), usage));

        Assert.Equal(
            [("input", 30L, 30L), ("input_audio", 40L, 1_600L), ("cache_read", 10L, 5L), ("cache_read_audio", 20L, 400L), ("output", 20L, 40L), ("reasoning", 5L, 15L), ("output_audio", 25L, 2_000L)],
            explained.Charges.Select(c => (c.Kind, c.Count, c.CostNanos)));
        Assert.Equal(new UsageCost(1_630, 405, 0, 2_055, 0), explained.Cost);
    }

    [Theory]
    [InlineData(10, 6, 5, 0)]
    [InlineData(10, 0, 11, 0)]
    [InlineData(10, 5, 2, 3)]
    public void IsConsistent_OfPartsBeyondTheirWhole_IsFalse(int input, int cacheRead, int audio, int cachedAudio) =>
        Assert.False(PriceCalculator.IsConsistent(new UsageQuantities(input, cacheRead, 0, 0, 0, 0, 0, ServiceTier.Standard) { InputAudioTokens = audio, CacheReadAudioTokens = cachedAudio }));

    [Fact]
    public void Of_ACallUnderAPriceThatWasSuperseded_TellsWhenItEnded()
    {
        var snapshot = new PriceSnapshot([Row("m", 1m, id: 1), Row("m", 2m, id: 2, from: "2026-02-01", supersedes: 1)]);

        var ends = new[] { "2026-01-01", "2026-03-01" }.Select(at => PriceExplanation.Of(snapshot, new PricedCall("openai", "m", "", At(at), default)).PriceEndMicros);

        Assert.Equal([At("2026-02-01"), null], ends);
    }

    [Fact]
    public void WithoutUsage_OfAStream_SaysThatUsageIsMissing()
    {
        var explained = PriceExplanation.WithoutUsage(new PricedCall("openai", "m", "", 0, default));

        Assert.Equal((UnpricedReason.NoUsage, 0), (explained.Reason, explained.TotalNanos));
        Assert.Contains("include_usage", explained.Cure, StringComparison.Ordinal);
    }
}
