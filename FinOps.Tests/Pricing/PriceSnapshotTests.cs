using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing;

public sealed class PriceSnapshotTests
{
    [Fact]
    public void At_OfAModelNobodyPrices_SaysUnknownModel()
    {
        var price = new PriceSnapshot([Row("gpt-4o")]).For("openai", "gpt-9").At(At("2026-01-01"), out var reason);

        Assert.Null(price);
        Assert.Equal(UnpricedReason.UnknownModel, reason);
    }

    [Fact]
    public void At_OutsideThePeriod_SaysNoPriceAtTime()
    {
        var prices = new PriceSnapshot([Row("gpt-4o", from: "2025-01-01", to: "2025-02-01")]).For("openai", "gpt-4o");

        Assert.Null(prices.At(At("2025-03-01"), out var after));
        Assert.Null(prices.At(At("2024-12-31"), out var before));
        Assert.Equal((UnpricedReason.NoPriceAtTime, UnpricedReason.NoPriceAtTime), (after, before));
    }

    [Fact]
    public void At_TheEdgesOfAPeriod_IncludesTheFirstMicrosecondAndExcludesTheLast()
    {
        var prices = new PriceSnapshot([
            Row("m", 1m, from: "2025-01-01", to: "2025-02-01"),
            Row("m", 2m, from: "2025-02-01"),
        ]).For("openai", "m");
        var change = At("2025-02-01");

        Assert.Equal(1_000_000_000, prices.At(change - 1, out _)!.Rates.InputPer1M);
        Assert.Equal(2_000_000_000, prices.At(change, out _)!.Rates.InputPer1M);
        Assert.Null(prices.At(At("2025-01-01") - 1, out _));
        Assert.NotNull(prices.At(At("2025-01-01"), out _));
    }

    [Fact]
    public void For_SeveralMatches_PrefersExactThenLongestPrefixThenRegex()
    {
        var snapshot = new PriceSnapshot([
            Row("gpt.*", 1m, ModelMatch.Regex),
            Row("gpt-4", 2m, ModelMatch.Prefix),
            Row("gpt-4o-", 3m, ModelMatch.Prefix),
            Row("gpt-4o-2024-05-13", 4m),
        ]);

        Assert.Equal([1m, 2m, 3m, 4m], new[] { "gpt-5", "gpt-4-0613", "gpt-4o-2024-08-06", "gpt-4o-2024-05-13" }.Select(m => Input(snapshot, m)!.Value));
    }

    [Theory]
    [InlineData("m-4-20250101", true)]
    [InlineData("m-4-05-20", true)]
    [InlineData("m-4-v1:0", true)]
    [InlineData("m-4-001", true)]
    [InlineData("m-4-latest", true)]
    [InlineData("m-4:mini", true)]
    [InlineData("m-4-mini", false)]
    [InlineData("m-4-preview-tts", false)]
    [InlineData("m-4-8b-instruct", false)]
    [InlineData("m-4-1", false)]
    [InlineData("m-4.5-20250101", false)]
    public void For_AStartInTheCatalog_ReachesVersionsButNoSiblings(string model, bool isPriced)
    {
        Assert.Equal(isPriced, Input(new PriceSnapshot([Row("m-4", 2m, ModelMatch.Prefix)]), model) is not null);
        Assert.NotNull(Input(new PriceSnapshot([Row("m-4", 2m, ModelMatch.Prefix, PriceKind.Own)]), model));
    }

    [Fact]
    public void For_ADatedNameThatIsNotListed_TakesTheUndatedPriceOnlyWithoutAnyOther()
    {
        Assert.Equal(1m, Input(new PriceSnapshot([Row("m", 1m)]), "m-2025-01-31"));
        Assert.Equal(2m, Input(new PriceSnapshot([Row("m-2025-01-31", 2m), Row("m", 1m, kind: PriceKind.Own)]), "m-2025-01-31"));
        Assert.Null(Input(new PriceSnapshot([Row("m", 1m)]), "m-2025-13-31"));
    }

    [Fact]
    public void For_OwnAndContractPrices_OverridesTheCatalogWhileTheyLast()
    {
        var snapshot = new PriceSnapshot([
            Row("gpt-4o", 3m),
            Row("gpt-", 2m, ModelMatch.Prefix, PriceKind.Own, from: "2025-03-01"),
            Row("gpt-", 1m, ModelMatch.Prefix, PriceKind.Contract, from: "2025-06-01", to: "2025-07-01"),
        ]);

        Assert.Equal([3m, 2m, 1m, 2m], new[] { "2025-02-01", "2025-03-01", "2025-06-15", "2025-07-01" }.Select(at => Input(snapshot, "gpt-4o", at)!.Value));
    }

    [Fact]
    public void At_WhereTheExactPriceHasEnded_DoesNotFallThroughToTheFamily()
    {
        var snapshot = new PriceSnapshot([Row("gpt-4o", to: "2025-06-01"), Row("gpt-", 9m, ModelMatch.Prefix)]);

        Assert.Null(snapshot.For("openai", "gpt-4o").At(At("2025-06-01"), out var reason));
        Assert.Equal(UnpricedReason.NoPriceAtTime, reason);
    }

    [Fact]
    public void At_WithAWrongPriceCorrected_UsesTheNewestVersion()
    {
        var snapshot = new PriceSnapshot([Row("m", 1m, id: 1), Row("m", 2m, id: 2, supersedes: 1), Row("m", 3m, id: 3, supersedes: 2)]);

        Assert.Equal(3m, Input(snapshot, "m"));
    }

    [Fact]
    public void At_AfterASupersedingPriceHasEnded_DoesNotReviveTheOldOne()
    {
        var snapshot = new PriceSnapshot([Row("m", 1m, id: 1), Row("m", 2m, from: "2025-03-01", to: "2025-04-01", id: 2, supersedes: 1)]);

        Assert.Equal(1m, Input(snapshot, "m", "2025-02-01"));
        Assert.Equal(2m, Input(snapshot, "m", "2025-03-01"));
        Assert.Null(Input(snapshot, "m", "2025-04-01"));
    }

    [Fact]
    public void At_WithAnEarlierStartCorrected_ReplacesTheOldRowWholly()
    {
        var snapshot = new PriceSnapshot([Row("m", 1m, from: "2025-06-01", id: 1), Row("m", 2m, from: "2025-01-01", id: 2, supersedes: 1)]);

        Assert.Equal([2m, 2m], new[] { "2025-02-01", "2025-07-01" }.Select(at => Input(snapshot, "m", at)!.Value));
    }

    [Fact]
    public void At_WithATemporaryPrice_ReturnsToTheOldOneAfterwards()
    {
        var snapshot = new PriceSnapshot([Row("m", 1m, id: 1), Row("m", 2m, from: "2025-03-01", to: "2025-04-01", id: 2)]);

        Assert.Equal([1m, 2m, 1m], new[] { "2025-02-01", "2025-03-15", "2025-04-01" }.Select(at => Input(snapshot, "m", at)!.Value));
    }

    [Theory]
    [InlineData("aws bedrock", "bedrock")]
    [InlineData("AWS.Bedrock", "bedrock")]
    [InlineData("gemini", "google")]
    [InlineData("gcp.vertex_ai", "google")]
    [InlineData("x_ai", "xai")]
    [InlineData("mistral_ai", "mistral")]
    [InlineData("azure.ai.openai", "azure")]
    [InlineData(" OpenAI ", "openai")]
    [InlineData("in-house", "in-house")]
    public void Canonical_OfAnAlias_IsTheCatalogsName(string reported, string expected) =>
        Assert.Equal(expected, ProviderAliases.Canonical(reported));

    [Fact]
    public void For_AModelWithItsProviderInFront_FindsTheModel() =>
        Assert.Equal(1m, Input(new PriceSnapshot([Row("gpt-4o")]), "openai/gpt-4o"));

    [Fact]
    public void For_TheSameModelTwice_ReturnsTheSameObject()
    {
        var snapshot = new PriceSnapshot([Row("gpt-4o")]);

        Assert.Same(snapshot.For("openai", "gpt-4o"), snapshot.For("openai", "gpt-4o"));
    }

    [Fact]
    public void Steps_OfAModel_TellItsHistoryWithGaps()
    {
        var steps = new PriceSnapshot([Row("m", 1m, to: "2025-02-01"), Row("m", 2m, from: "2025-03-01")]).For("openai", "m").Steps();

        Assert.Equal([1_000_000_000L, null, 2_000_000_000L], steps.Select(s => s.Price?.Rates.InputPer1M));
        Assert.Equal(At("2025-02-01"), steps[0].ToMicros);
        Assert.Equal(long.MaxValue, steps[2].ToMicros);
    }

    private static decimal? Input(PriceSnapshot snapshot, string model, string at = "2026-01-01") =>
        snapshot.For("openai", model).At(At(at), out _)?.Rates.InputPer1M / 1_000_000_000m;
}
