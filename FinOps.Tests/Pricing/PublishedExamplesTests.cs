using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing;

/// <summary>Figures that articles about the cost of language models state, or the right ones where the article errs.</summary>
public sealed class PublishedExamplesTests
{
    private const string Sonnet = "claude-sonnet-4-6";
    private const string Haiku35 = "claude-3-5-haiku-20241022";
    private const string Haiku45 = "claude-haiku-4-5-20251001";

    private static readonly PriceSnapshot Catalog = new(PriceCatalog.Rows);

    [Theory]
    [InlineData("SV02 request, low end", Sonnet, 800, 0, 0, 200, 1, "0.0054")]
    [InlineData("SV03 request, high end", Sonnet, 2_000, 0, 0, 600, 1, "0.015")]
    [InlineData("SV04 a month, low end", Sonnet, 800, 0, 0, 200, 100_000, "540")]
    [InlineData("SV05 a month, high end", Sonnet, 2_000, 0, 0, 600, 100_000, "1500")]
    [InlineData("SV07 system prompt", Sonnet, 4_000, 0, 0, 0, 1_000_000, "12000")]
    [InlineData("SV08 Sonnet only", Sonnet, 1_000, 0, 0, 300, 1_000_000, "7500")]
    [InlineData("SV09 Haiku 3.5 only", Haiku35, 1_000, 0, 0, 300, 1_000_000, "2000")]
    [InlineData("SV09 Haiku 4.5 only", Haiku45, 1_000, 0, 0, 300, 1_000_000, "2500")]
    [InlineData("SV16 no caching, a day", Sonnet, 50_000, 0, 0, 0, 1_000, "150")]
    [InlineData("SV18 the one cache write", Sonnet, 50_000, 0, 50_000, 0, 1, "0.1875")]
    [InlineData("SV18 the cache reads", Sonnet, 50_000, 50_000, 0, 0, 999, "14.985")]
    [InlineData("SV20 trimmed, a day", Sonnet, 12_000, 0, 0, 0, 1_000, "36")]
    [InlineData("SV21 trimmed, cache reads", Sonnet, 12_000, 12_000, 0, 0, 999, "3.5964")]
    [InlineData("SV24 trimmed system prompt", Sonnet, 3_000, 0, 0, 0, 1_000_000, "9000")]
    [InlineData("SV25 long answer", Sonnet, 0, 0, 0, 600, 1, "0.009")]
    [InlineData("SV25 half the answer", Sonnet, 0, 0, 0, 300, 1, "0.0045")]
    [InlineData("SV30 sample trace", Haiku45, 2_800, 0, 0, 150, 1, "0.00355")]
    [InlineData("SV30 sample trace, cached", Haiku45, 2_800, 2_800, 0, 150, 1, "0.00103")]
    [InlineData("SV32 ticket, cached", "gpt-5", 3_000_000, 3_000_000, 0, 0, 1, "0.375")]
    [InlineData("SV32 ticket, uncached", "gpt-5", 3_000_000, 0, 0, 0, 1, "3.75")]
    [InlineData("SV33 a day of tickets", "gpt-5", 3_000_000, 3_000_000, 0, 0, 800, "300")]
    [InlineData("SV40 a query", "gpt-4o-2024-05-13", 10_000, 0, 0, 0, 1, "0.05")]
    [InlineData("SV50 formula, small model", "gpt-5.4-mini", 1_000, 0, 0, 500, 1, "0.003")]
    [InlineData("SV51 formula, large model", "claude-sonnet-4-20250514", 1_000, 0, 0, 500, 1, "0.0105")]
    [InlineData("SV52 cached tokens counted once", "gpt-5.4-mini", 2_006, 1_920, 0, 300, 1, "0.0015585")]
    public void Price_OfAPublishedExample_IsTheRightFigure(
        string example, string model, int input, int cacheRead, int cacheWrite, int output, int calls, string expectedUsd)
    {
        var provider = model.StartsWith("claude", StringComparison.Ordinal) ? "anthropic" : "openai";
        var price = Catalog.For(provider, model).At(At("2026-05-01"), out _)!;

        var reason = PriceCalculator.Price(price, new UsageQuantities(input, cacheRead, cacheWrite, 0, output, 0, 0, ServiceTier.Standard), out var cost);

        Assert.Equal((example, UnpricedReason.None, expectedUsd), (example, reason, Money.ToExactText(cost.TotalNanos * calls)));
    }
}
