using FinOps.Core.Data;
using FinOps.Core.Pricing;
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
    [InlineData("aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "3.3 0.33 4.125 6.6 16.5")]
    [InlineData("aws", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", "3 0.3 3.75 6 15")]
    [InlineData("bedrock", "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0", "1.1 0.11 1.375 2.2 5.5")]
    [InlineData("bedrock", "anthropic.claude-opus-5-5", "4.4 0.22 5.5 8.8 22")]
    [InlineData("bedrock", "anthropic.claude-opus-5", "5.5 0.55 6.875 11 27.5")]
    [InlineData("gcp.vertex_ai", "claude-sonnet-4-6@20260217", "3 0.3 3.75 6 15")]
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
    [InlineData("gemini-2.5-pro-preview-tts", "1 20")]
    [InlineData("gemini-2.5-flash-preview-tts", "0.5 10")]
    public void Catalog_OfASpeechModel_IsNotPricedLikeText(string model, string inputOutput) => Assert.Equal(inputOutput, Rates("google", model));

    [Theory]
    [InlineData("openai", "openai:gpt-4o", "2.5 10")]
    [InlineData("openai", "gpt-4o-mini-2099-01-01", "0.15 0.6")]
    [InlineData("azure", "azure/us/gpt-5.6", "5.5 33")]
    [InlineData("azure", "azure/global-standard/gpt-4o-mini", "0.15 0.6")]
    [InlineData("azure", "azure/eu/gpt-5.6-terra", "2.75 16.5")]
    [InlineData("azure", "eastus2/gpt-4o", "2.5 10")]
    [InlineData("azure", "azure/swedencentral/gpt-4o-mini", "0.165 0.66")]
    [InlineData("bedrock", "bedrock/invoke/us.anthropic.claude-haiku-4-5-20251001-v1:0", "1.1 5.5")]
    [InlineData("bedrock", "GLOBAL.anthropic.claude-haiku-4-5-20251001-v1:0", "1 5")]
    [InlineData("bedrock", "claude-haiku-4-5-20251001", "1.1 5.5")]
    [InlineData("bedrock", "anthropic.claude-3-haiku-20240307-v1:0:200k", "0.25 1.25")]
    [InlineData("google", "projects/p/locations/global/publishers/anthropic/models/claude-opus-4-7@20260416", "5 25")]
    [InlineData("google", "anthropic/claude-sonnet-4-5", "3 15")]
    [InlineData("google", "publishers/google/models/gemini-2.5-flash", "0.3 2.5")]
    [InlineData("fireworks", "kimi-k3", "3 15")]
    [InlineData("fireworks", "kimi-k3-fast", "4.5 22.5")]
    [InlineData("mistral", "mistral/magistral-medium-1-2-2509", "2 5")]
    [InlineData("mistral", "codestral-2405", "1 3")]
    [InlineData("fireworks_ai", "fireworks_ai/accounts/fireworks/models/kimi-k3", "3 15")]
    [InlineData("openrouter", "openrouter/anthropic/claude-sonnet-4.5:thinking", "3 15")]
    [InlineData("openrouter", "anthropic/claude-4.6-sonnet-20260217", "3 15")]
    [InlineData("groq", "groq/openai/gpt-oss-120b", "0.15 0.6")]
    [InlineData("x-ai", "xai/grok-3-mini", "0.3 0.5")]
    [InlineData("together_ai", "together_ai/meta-llama/Llama-4-Scout-17B-16E-Instruct", "0.18 0.59")]
    [InlineData("moonshot", "kimi-k2.7-code", "0.95 4")]
    public void Catalog_OfANameAsHostsReportIt_FindsTheModel(string provider, string model, string inputOutput) => Assert.Equal(inputOutput, Rates(provider, model));

    [Theory]
    [InlineData("anthropic", "claude-opus-4-8-fast")]
    [InlineData("anthropic", "claude-opus-4-9")]
    [InlineData("bedrock", "anthropic.claude-sonnet-5-7-v1:0")]
    [InlineData("deepseek", "deepseek-r1-distill-qwen-7b")]
    [InlineData("google", "gemini-3.6-flash-lite-preview")]
    [InlineData("google", "gemini-2.5-pro-preview-native-audio")]
    [InlineData("openai", "gpt-5.6-mini")]
    [InlineData("openai", "gpt-4o-super")]
    [InlineData("openrouter", "anthropic/claude-opus-5:free")]
    [InlineData("openai", "azure/gpt-4o")]
    public void Catalog_OfASiblingThatIsNotListed_HasNoPrice(string provider, string model) => Assert.True(Catalog.For(provider, model).IsEmpty);

    [Theory]
    [InlineData("anthropic", "claude-opus-4-8", "us", ServiceTier.Standard, "5.5 27.5")]
    [InlineData("anthropic", "claude-opus-4-8", "", ServiceTier.Fast, "10 50")]
    [InlineData("anthropic", "claude-opus-4-8", "us", ServiceTier.Fast, "11 55")]
    [InlineData("anthropic", "claude-opus-4-8", "not_available", ServiceTier.Standard, "5 25")]
    [InlineData("openai", "gpt-4o-mini", "", ServiceTier.Priority, "0.25 1")]
    [InlineData("bedrock", "global.anthropic.claude-opus-5", "us-east-1", ServiceTier.Standard, "5 25")]
    public void Catalog_AtAPlaceOrTierWithItsOwnPrice_TakesIt(string provider, string model, string scope, ServiceTier tier, string inputOutput)
    {
        Catalog.For(provider, model, scope).At(At("2026-06-01"), tier, out var choice);

        Assert.Equal(inputOutput, $"{Money.ToExactText(choice.Price!.Rates.InputPer1M!.Value)} {Money.ToExactText(choice.Price.Rates.OutputPer1M!.Value)}");
    }

    [Fact]
    public void Catalog_AroundAPriceCut_ChangesAtTheMicrosecond()
    {
        var prices = Catalog.For("openai", "o3");

        Assert.Equal(10_000_000_000, prices.At(At("2025-06-10") - 1, out _)!.Rates.InputPer1M);
        Assert.Equal(2_000_000_000, prices.At(At("2025-06-10"), out _)!.Rates.InputPer1M);
    }

    [Theory]
    [InlineData("2026-08-16T02:00Z", "0.435")]
    [InlineData("2026-08-17T00:59Z", "0.66")]
    [InlineData("2026-08-17T01:00Z", "1.32")]
    [InlineData("2026-08-17T04:00Z", "0.66")]
    [InlineData("2026-08-17T09:59Z", "1.32")]
    [InlineData("2026-08-22T02:00Z", "1.32")]
    [InlineData("2026-08-29T02:00Z", "0.66")]
    [InlineData("2026-08-31T02:00Z", "1.32")]
    public void Catalog_WhereThePriceDependsOnTheHour_FollowsTheClock(string at, string input) =>
        Assert.Equal(input, Money.ToExactText(Catalog.For("deepseek", "deepseek-v4-pro").At(At(at), out _)!.Rates.InputPer1M!.Value));

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

    private static string Rates(string provider, string model)
    {
        var rates = Catalog.For(provider, model).At(At("2026-06-01"), out var reason)?.Rates;
        return rates is null ? reason.ToString() : $"{Money.ToExactText(rates.InputPer1M!.Value)} {Money.ToExactText(rates.OutputPer1M!.Value)}";
    }
}
