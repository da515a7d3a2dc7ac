using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing;

public sealed class PriceCatalogTests
{
    private static readonly PriceSnapshot Catalog = new(PriceCatalog.Rows);

    [Theory]
    [InlineData("openai", "gpt-4o", "2.5 1.25 - - 10")]
    [InlineData("openai", "gpt-4o-2024-08-06", "2.5 1.25 - - 10")]
    [InlineData("openai", "gpt-4o-2024-05-13", "5 - - - 15")]
    [InlineData("openai", "gpt-4o-mini", "0.15 0.075 - - 0.6")]
    [InlineData("openai", "gpt-4", "30 - - - 60")]
    [InlineData("openai", "gpt-3.5-turbo", "0.5 - - - 1.5")]
    [InlineData("azure.ai.openai", "gpt-4", "30 - - - 60")]
    [InlineData("anthropic", "claude-opus-4-5-20251101", "5 0.5 6.25 10 25")]
    [InlineData("anthropic", "claude-opus-4-1-20250805", "15 1.5 18.75 30 75")]
    [InlineData("anthropic", "claude-sonnet-4-6", "3 0.3 3.75 6 15")]
    [InlineData("anthropic", "claude-haiku-4-5", "1 0.1 1.25 2 5")]
    [InlineData("anthropic", "claude-3-5-haiku-latest", "0.8 0.08 1 1.6 4")]
    [InlineData("anthropic", "claude-3-haiku-20240307", "0.25 0.03 0.3 0.5 1.25")]
    [InlineData("aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "3.3 0.33 4.125 - 16.5")]
    [InlineData("aws", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", "3 0.3 3.75 - 15")]
    [InlineData("bedrock", "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0", "1.1 0.11 1.375 - 5.5")]
    [InlineData("bedrock", "anthropic.claude-opus-5-5", "4.4 0.22 5.5 8.8 22")]
    [InlineData("bedrock", "anthropic.claude-opus-5", "5.5 0.55 6.875 - 27.5")]
    [InlineData("gcp.vertex_ai", "claude-sonnet-4-6@20260217", "3 0.3 3.75 - 15")]
    [InlineData("gemini", "models/gemini-2.5-pro-preview-06-05", "1.25 0.125 - - 10")]
    [InlineData("xai", "x-ai/grok-4.5", "2 0.3 - - 6")]
    public void Catalog_OfAReportedModel_HasTheListedRates(string provider, string model, string inputReadWrite5mWrite1hOutput)
    {
        var rates = Catalog.For(provider, model).At(At("2026-05-01"), out _)!.Rates;

        var shown = new[] { rates.InputPer1M, rates.CacheReadPer1M, rates.CacheWrite5mPer1M, rates.CacheWrite1hPer1M, rates.OutputPer1M }
            .Select(nanos => nanos is { } known ? Money.ToExactText(known) : "-");
        Assert.Equal(inputReadWrite5mWrite1hOutput, string.Join(' ', shown));
    }

    [Theory]
    [InlineData("gemini-2.5-pro-preview-tts")]
    [InlineData("gemini-2.5-flash-preview-tts")]
    public void Catalog_OfASpeechModel_IsNotPricedLikeText(string model) => Assert.True(Catalog.For("google", model).IsEmpty);

    [Fact]
    public void Catalog_AroundAPriceCut_ChangesAtTheMicrosecond()
    {
        var prices = Catalog.For("openai", "o3");

        Assert.Equal(10_000_000_000, prices.At(At("2025-06-10") - 1, out _)!.Rates.InputPer1M);
        Assert.Equal(2_000_000_000, prices.At(At("2025-06-10"), out _)!.Rates.InputPer1M);
    }

    [Fact]
    public void Catalog_WhereThePriceDependsOnTheHour_HasNone()
    {
        Assert.Null(Catalog.For("deepseek", "deepseek-v4-pro").At(At("2026-08-17"), out var reason));
        Assert.Equal(UnpricedReason.NoPriceAtTime, reason);
    }

    [Fact]
    public void Catalog_WithLongRates_ListsEveryBucketThatTheStandardRatesList()
    {
        foreach (var price in PriceCatalog.Rows)
        {
            Assert.All(price.ContextTiers, tier => Assert.Equal(Listed(price.Rates), Listed(tier.Rates)));
        }

        static IEnumerable<string> Listed(TokenRates rates) => TokenRate.All.Where(r => r.Of(rates) is not null).Select(r => r.Column);
    }

    [Fact]
    public void Catalog_Rows_HaveASourceAndAUniqueStart()
    {
        Assert.All(PriceCatalog.Rows, p => Assert.NotEqual("", p.Source));
        Assert.DoesNotContain(PriceCatalog.Rows.GroupBy(p => (p.Provider, p.HostScope, p.Match, p.ModelPattern, p.Tier, p.DailyFromMinute, p.WeekDays, p.ValidFromMicros)), g => g.Count() > 1);
    }
}
