using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing;

public sealed class PriceCheckTests
{
    [Theory]
    [InlineData("genai-prices 0.1.8 (2026-09-23)", "catalog", "2026-11-24", "2026-09-23")]
    [InlineData("genai-prices 0.1.8 (2026-09-23); LiteLLM model prices (2026-08-06)", "catalog", "2026-11-24", "2026-09-23")]
    [InlineData("a table without a date", "catalog", "2026-11-24", "2026-11-24")]
    [InlineData("LiteLLM model prices (2026-08-06)", "Ada", "2026-11-24", "2026-11-24")]
    [InlineData("contract 7", "Ada", "2026-01-01", "2026-03-01")]
    [InlineData("no date 2026-13-45", "Ada", "2026-11-24", "2026-11-24")]
    public void CheckedAt_OfAPrice_IsTheEditionOfItsListOrWhenItWasStored(string source, string by, string stored, string expected)
    {
        var price = Row("m", from: "2026-03-01");
        (price.Source, price.CreatedBy, price.CreatedAtMicros) = (source, by, At(stored));

        Assert.Equal(At(expected), PriceAge.CheckedAtMicros(price));
    }

    [Fact]
    public void Sentence_OfAReport_NamesWhatIsMissingAndWhatIsOld()
    {
        var missing = new PriceWarning(new ModelInUse("openai", "gpt-9", new(), null, UnpricedReason.UnknownModel), null, UnpricedReason.UnknownModel, null);
        var old = new PriceWarning(new ModelInUse("openai", "gpt-4o", new(), Row("gpt-4o"), UnpricedReason.None), Row("gpt-4o"), UnpricedReason.None, 120);

        Assert.Equal(
            "1 of 3 models in use has no price. 1 of 3 models in use has a price that nobody looked up for more than 90 days.",
            new PriceCheckReport(3, [missing, old], 90).Sentence);
        Assert.Equal("3 models in use; each has a price that was looked up in the last 90 days.", new PriceCheckReport(3, [], 90).Sentence);
        Assert.Equal("No price names this model.", missing.Message);
        Assert.Equal("The price was last looked up 120 days ago (test).", old.Message);
    }

    [Fact]
    public void Warnings_WhereOnlySomePlacesAndTiersLackAPrice_NameThem()
    {
        var global = Row("m");
        (global.HostScope, global.CreatedAtMicros) = ("global", At("2026-11-01"));
        var fast = Row("m");
        (fast.HostScope, fast.Tier, fast.Source, fast.CreatedAtMicros) = ("global", ServiceTier.Fast, "list", At("2026-05-01"));
        var model = new ModelInUse("openai", "m", new(), global, UnpricedReason.None)
        {
            Kinds = [new("global", ServiceTier.Standard, 9), new("us", ServiceTier.Batch, 5), new("us", ServiceTier.Standard, 4), new("global", ServiceTier.Fast, 1)],
        };

        var warnings = PriceCheck.WarningsOf(model, new PriceSnapshot([global, fast]), At("2026-11-24"), 90).ToList();

        Assert.Equal(
            ["No price is in force now for calls in us on batch, in us.", "The price for calls in global on fast was last looked up 207 days ago (list)."],
            warnings.Select(w => w.Message));
        Assert.Equal((1, 1), (new PriceCheckReport(1, warnings, 90).Missing, new PriceCheckReport(1, warnings, 90).Old));
    }

    [Fact]
    public void Warnings_OfFastCallsWithoutRatesOfTheirOwn_SaySo()
    {
        var price = Row("m");
        price.CreatedAtMicros = At("2026-11-01");
        var model = new ModelInUse("openai", "m", new(), price, UnpricedReason.None) { Kinds = [new("", ServiceTier.Standard, 9), new("", ServiceTier.Fast, 1)] };

        Assert.Equal("The price has no rates for calls on fast.", Assert.Single(PriceCheck.WarningsOf(model, new PriceSnapshot([price]), At("2026-11-24"), 90)).Message);
    }

    [Theory]
    [InlineData("", "openai/gpt-4o", true)]
    [InlineData("openai/*", "openai/gpt-4o @us", true)]
    [InlineData("OPENAI/gpt-4O", "openai/gpt-4o", true)]
    [InlineData("openai/gpt-4o", "openai/gpt-4o-mini", false)]
    [InlineData("*claude*", "bedrock/anthropic.claude-opus-5", true)]
    [InlineData("*claude*5", "bedrock/anthropic.claude-opus-5", true)]
    [InlineData("*opus*opus*", "bedrock/anthropic.claude-opus-5", false)]
    [InlineData("a*a", "a", false)]
    public void IsMatch_OfAFilter_TakesStarsForAnyText(string pattern, string name, bool expected) => Assert.Equal(expected, new CatalogFilter(pattern).IsMatch(name));
}
