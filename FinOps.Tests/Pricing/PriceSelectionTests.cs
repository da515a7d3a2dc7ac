using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing;

/// <summary>Which row prices a call: by place, service tier, hours, discount and mapping.</summary>
public sealed class PriceSelectionTests
{
    [Theory]
    [InlineData("", 1)]
    [InlineData("eu", 2)]
    [InlineData("EU", 2)]
    [InlineData("eu/west", 3)]
    [InlineData("eu/west/2", 3)]
    [InlineData("eu/north", 2)]
    [InlineData("europe", 1)]
    [InlineData("us", 1)]
    public void For_AHostScope_TakesTheNarrowestPlaceAroundIt(string scope, decimal expected)
    {
        var snapshot = new PriceSnapshot([Row("m", 1m), Row("m", 2m, scope: "eu"), Row("m", 3m, scope: "eu/west")]);

        Assert.Equal(expected, Input(snapshot, "m", scope: scope));
    }

    [Fact]
    public void At_WherePricesAreForOtherPlacesOnly_SaysSoAndNotThatTheModelIsUnknown()
    {
        var prices = new PriceSnapshot([Row("m", 1m, scope: "eu")]).For("openai", "m", "us");

        Assert.Null(prices.At(At("2026-01-01"), out var reason));
        Assert.Equal((UnpricedReason.NoPriceAtTime, false), (reason, prices.IsEmpty));
    }

    [Theory]
    [InlineData("azure", "azure/us/gpt-5.6", "gpt-5.6", "us")]
    [InlineData("azure", "us/gpt-5.6", "gpt-5.6", "us")]
    [InlineData("azure", "azure/data-zone/eu/gpt-5.6", "gpt-5.6", "data-zone/eu")]
    [InlineData("azure", "gpt-5.6", "gpt-5.6", "")]
    [InlineData("bedrock", "bedrock/us-east-1/anthropic.claude-v2:1", "anthropic.claude-v2:1", "us-east-1")]
    [InlineData("bedrock", "eu.anthropic.claude-opus-5-v1:0", "anthropic.claude-opus-5-v1:0", "eu")]
    [InlineData("bedrock", "global.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0", "global")]
    [InlineData("bedrock", "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-opus-5", "anthropic.claude-opus-5", "eu")]
    [InlineData("bedrock", "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-opus-5", "anthropic.claude-opus-5", "eu-west-1")]
    [InlineData("bedrock", "meta.llama3-1-8b-instruct-v1:0", "meta.llama3-1-8b-instruct-v1:0", "")]
    [InlineData("openrouter", "openrouter/openai/gpt-4o", "openai/gpt-4o", "")]
    [InlineData("together", "meta-llama/Llama-3", "meta-llama/Llama-3", "")]
    public void Parse_OfAHostQualifiedName_FindsModelAndPlace(string provider, string reported, string model, string scope)
    {
        var parsed = ReportedModel.Parse(provider, reported, "");

        Assert.Equal((model, scope), (parsed.Names[^1], parsed.HostScope));
    }

    [Fact]
    public void Parse_WithAReportedPlace_PrefersItToTheOneInTheName() =>
        Assert.Equal("sweden-central", ReportedModel.Parse("azure", "us/gpt-5.6", " Sweden-Central ").HostScope);

    [Fact]
    public void For_ANameThatAPriceListsAsReported_DoesNotTakeTheShortenedOne()
    {
        var snapshot = new PriceSnapshot([
            Row("anthropic.claude-opus-5", 1m, provider: "bedrock"),
            Row(@"us\.anthropic\.claude-opus-5", 1.1m, ModelMatch.Regex, provider: "bedrock"),
        ]);

        Assert.Equal(1.1m, Input(snapshot, "us.anthropic.claude-opus-5", provider: "bedrock"));
        Assert.Equal(1m, Input(snapshot, "eu.anthropic.claude-opus-5", provider: "bedrock"));
    }

    [Fact]
    public void At_AfterAnOwnPriceOfADatedModelEnded_ReturnsToTheListedPriceOfItsUndatedName()
    {
        var snapshot = new PriceSnapshot([Row("m", 1m), Row("m-2025-01-01", 2m, kind: PriceKind.Own, to: "2025-06-01")]);

        Assert.Equal([2m, 1m], new[] { "2025-05-31", "2025-06-01" }.Select(at => Input(snapshot, "m-2025-01-01", at)));
    }

    [Fact]
    public void At_ADatedModelThatTheCatalogLists_DoesNotTakeTheOwnPriceOfItsUndatedName() =>
        Assert.Equal(1m, Input(new PriceSnapshot([Row("m-2025-01-01", 1m), Row("m", 2m, kind: PriceKind.Own)]), "m-2025-01-01"));

    [Theory]
    [InlineData(ServiceTier.Standard, 1)]
    [InlineData(ServiceTier.Batch, 0.4)]
    [InlineData(ServiceTier.Flex, 1)]
    [InlineData(ServiceTier.Fast, 6)]
    public void At_ATierWithRowsOfItsOwn_PrefersThemToTheFactor(ServiceTier tier, decimal expectedRate)
    {
        var general = Row("m", 1m);
        general.BatchFactorPpm = 500_000;
        var snapshot = new PriceSnapshot([general, Row("m", 0.4m, tier: ServiceTier.Batch), Row("m", 6m, tier: ServiceTier.Fast)]);

        Assert.Equal(UnpricedReason.None, snapshot.For("openai", "m").At(At("2026-01-01"), tier, out var choice));
        Assert.Equal(expectedRate, choice.Price!.Rates.InputPer1M / 1_000_000_000m);
        Assert.Equal(1_000_000, PriceCalculator.FactorPpm(choice.Price, tier));
    }

    [Fact]
    public void At_AfterATiersOwnRowEnded_ReturnsToTheFactor()
    {
        var general = Row("m", 1m);
        general.BatchFactorPpm = 500_000;
        var prices = new PriceSnapshot([general, Row("m", 0.4m, tier: ServiceTier.Batch, to: "2025-06-01")]).For("openai", "m");

        prices.At(At("2025-06-01") - 1, ServiceTier.Batch, out var before);
        prices.At(At("2025-06-01"), ServiceTier.Batch, out var after);

        Assert.Equal((ServiceTier.Batch, null), (before.Price!.Tier, after.Price!.Tier));
    }

    [Fact]
    public void At_AWindow_BeatsTheUnwindowedRowInsideAndNeverAppliesOutside()
    {
        var offPeak = Row("m", 0.5m);
        (offPeak.DailyFromMinute, offPeak.DailyToMinute) = (990, 30);
        var snapshot = new PriceSnapshot([Row("m", 1m), offPeak]);

        Assert.Equal(
            [1m, 0.5m, 0.5m, 0.5m, 1m],
            new[] { "2026-01-05T16:29:59.999999Z", "2026-01-05T16:30Z", "2026-01-06T00:00Z", "2026-01-06T00:29:59.999999Z", "2026-01-06T00:30Z" }.Select(at => Input(snapshot, "m", at)));
        Assert.Null(Input(new PriceSnapshot([offPeak]), "m", "2026-01-05T12:00Z"));
    }

    [Fact]
    public void At_AWindowOfTheCatalog_DoesNotBeatAnOwnPrice()
    {
        var offPeak = Row("m", 0.5m);
        (offPeak.DailyFromMinute, offPeak.DailyToMinute) = (0, 1_439);

        Assert.Equal(2m, Input(new PriceSnapshot([offPeak, Row("m", 2m, kind: PriceKind.Own)]), "m"));
    }

    [Theory]
    [InlineData("2026-01-04T23:00Z", false)]
    [InlineData("2026-01-05T21:59Z", false)]
    [InlineData("2026-01-05T22:00Z", true)]
    [InlineData("2026-01-06T01:59Z", true)]
    [InlineData("2026-01-06T02:00Z", false)]
    [InlineData("2026-01-06T23:00Z", false)]
    [InlineData("1969-12-29T23:00Z", true)]
    public void Covers_AMondayNight_LastsIntoTuesday(string at, bool expected)
    {
        var price = new Price { DailyFromMinute = 22 * 60, DailyToMinute = 2 * 60, WeekDays = PriceWindow.ParseDays("mon") };

        Assert.Equal(expected, PriceWindow.Covers(price, At(at)));
    }

    [Fact]
    public void At_ADiscount_TakesItsShareOffTheOwnPriceThenTheCatalogs()
    {
        var discount = Discount(".*", 150_000, "2025-02-01");
        var snapshot = new PriceSnapshot([Row("m", 4m), Row("m", 2m, kind: PriceKind.Own, from: "2025-06-01"), discount]);

        foreach (var (at, rate, isDiscounted) in new[] { ("2025-01-15", 4m, false), ("2025-03-01", 4m, true), ("2025-07-01", 2m, true) })
        {
            snapshot.For("openai", "m").At(At(at), ServiceTier.Standard, out var choice);
            Assert.Equal((rate, isDiscounted ? discount : null), (choice.Price!.Rates.InputPer1M / 1_000_000_000m, choice.Discount));
        }
    }

    [Fact]
    public void At_AContractWithRates_IsNotDiscountedAndADiscountNeverReplacesThem()
    {
        var snapshot = new PriceSnapshot([Row("m", 4m), Row("m", 3m, kind: PriceKind.Contract), Discount(".*", 500_000, "2025-02-01")]);

        snapshot.For("openai", "m").At(At("2026-01-01"), ServiceTier.Standard, out var choice);

        Assert.Equal((3_000_000_000, null), (choice.Price!.Rates.InputPer1M, choice.Discount));
    }

    [Fact]
    public void At_ADiscountOfTheNightBesideContractRates_IsTakenOffTheOwnPrice()
    {
        var night = Discount("m", 500_000, "2025-01-01");
        (night.Match, night.DailyFromMinute, night.DailyToMinute) = (ModelMatch.Exact, 0, 360);
        var prices = new PriceSnapshot([Row("m", 4m), Row("m", 3m, kind: PriceKind.Contract), night]).For("openai", "m");

        prices.At(At("2026-01-01T01:00Z"), ServiceTier.Standard, out var atNight);
        prices.At(At("2026-01-01T07:00Z"), ServiceTier.Standard, out var byDay);

        Assert.Equal((4_000_000_000, night), (atNight.Price!.Rates.InputPer1M, atNight.Discount));
        Assert.Equal((3_000_000_000, null), (byDay.Price!.Rates.InputPer1M, byDay.Discount));
    }

    [Fact]
    public void At_ADiscountOnNothing_IsNoPrice()
    {
        var prices = new PriceSnapshot([Discount(".*", 500_000, "2025-01-01")]).For("openai", "m");

        Assert.Equal(UnpricedReason.UnknownModel, prices.At(At("2026-01-01"), ServiceTier.Standard, out _));
        Assert.True(prices.IsEmpty);
    }

    [Fact]
    public void At_AMappedDeployment_IsPricedAsItsModelFromItsStart()
    {
        var snapshot = new PriceSnapshot([Row("gpt-5", 1m), Row("gpt-6", 2m)], [Map(1, "Prod-Chat", "gpt-5", "2025-03-01"), Map(2, "prod-chat", "gpt-6", "2025-06-01"), Map(3, "prod-chat", "", "2025-09-01")]);

        Assert.Equal(
            [null, 1m, 1m, 2m, null],
            new[] { "2025-02-28", "2025-03-01", "2025-05-31", "2025-06-01", "2025-09-01" }.Select(at => Input(snapshot, "PROD-chat", at)));
    }

    [Fact]
    public void At_AMappingThatWasCorrectedForThePast_TakesTheNewestRow()
    {
        var snapshot = new PriceSnapshot([Row("gpt-5", 1m), Row("gpt-6", 2m)], [Map(1, "d", "gpt-5", "2025-03-01"), Map(2, "d", "gpt-6", "2025-02-01")]);

        Assert.Equal([null, 2m, 2m], new[] { "2025-01-31", "2025-02-01", "2025-04-01" }.Select(at => Input(snapshot, "d", at)));
    }

    [Fact]
    public void At_AMappingToNoKnownModel_SaysUnknownModelWhileItLasts()
    {
        var prices = new PriceSnapshot([Row("d", 1m)], [Map(1, "d", "gpt-9", "2025-03-01")]).For("openai", "d");

        Assert.NotNull(prices.At(At("2025-02-01"), out _));
        Assert.Null(prices.At(At("2025-03-01"), out var reason));
        Assert.Equal(UnpricedReason.UnknownModel, reason);
    }

    [Fact]
    public void At_AMappedDeploymentInARegion_TakesThePriceOfThatRegion()
    {
        var snapshot = new PriceSnapshot(
            [Row("gpt-5", 1m, provider: "azure"), Row("gpt-5", 1.1m, provider: "azure", scope: "us")], [Map(1, "prod", "gpt-5", "2025-01-01", "azure")]);

        Assert.Equal([1m, 1.1m, 1.1m], new[] { ("prod", ""), ("prod", "us"), ("azure/us/prod", "") }.Select(c => Input(snapshot, c.Item1, scope: c.Item2, provider: "azure")));
    }

    private static Price Discount(string pattern, int ppm, string from)
    {
        var row = Row(pattern, 0m, ModelMatch.Regex, PriceKind.Contract, from);
        (row.DiscountPpm, row.Rates) = (ppm, new TokenRates());
        return row;
    }

    private static ModelMapping Map(int id, string name, string model, string from, string provider = "openai") =>
        new() { Id = id, Provider = provider, Name = name, BaseModel = model, ValidFromMicros = At(from) };

    private static decimal? Input(PriceSnapshot snapshot, string model, string at = "2026-01-01", string scope = "", string provider = "openai") =>
        snapshot.For(provider, model, scope).At(At(at), out _)?.Rates.InputPer1M / 1_000_000_000m;
}
