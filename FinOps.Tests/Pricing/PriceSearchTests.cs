using FinOps.Core.Pricing;
using FinOps.Web.Pricing;
using FinOps.Web.Pricing.Compare;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing;

public sealed class PriceSearchTests
{
    private static readonly long Now = At("2026-06-01");

    private static readonly PriceVersion[] Prices =
    [
        Version(Row("gpt-5", id: 1)),
        Version(Row("gpt-5", id: 2, kind: PriceKind.Own)),
        Version(Row("gpt-4", id: 3, to: "2026-01-01")),
        Version(Row("gpt-6", id: 4, from: "2027-01-01")),
        new(Row("old", id: 5), At("2026-03-01"), Row("old", id: 6, from: "2026-03-01", supersedes: 5)),
        Version(Row("claude-x", id: 7, provider: "anthropic")),
        Version(Scoped("gpt-5", "eu", 8)),
    ];

    [Theory]
    [InlineData("", new[] { 1, 2, 4, 7, 8 })]
    [InlineData("?state=all", new[] { 1, 2, 3, 4, 5, 7, 8 })]
    [InlineData("?state=ended", new[] { 3 })]
    [InlineData("?state=superseded", new[] { 5 })]
    [InlineData("?state=future", new[] { 4 })]
    [InlineData("?kind=own", new[] { 2 })]
    [InlineData("?provider=anthropic", new[] { 7 })]
    [InlineData("?scope=eu", new[] { 8 })]
    [InlineData("?scope=&q=GPT%205", new[] { 1, 2 })]
    [InlineData("?q=anthropic%20claude", new[] { 7 })]
    [InlineData("?kind=nonsense&state=99", new[] { 1, 2, 4, 7, 8 })]
    public void Find_OfAnAddress_FindsExactlyThese(string address, int[] expected)
    {
        var search = PriceSearch.Parse(address);

        Assert.Equal(expected, search.Find(Prices, Now).Select(v => v.Price.Id));
        Assert.Equal(search, PriceSearch.Parse(search.ToQuery()));
    }

    [Theory]
    [InlineData("", 3_000, 1_500, 500)]
    [InlineData("?in=10&cached=4&out=0", 10, 4, 0)]
    [InlineData("?in=-5&cached=abc&out=99999999999", 3_000, 1_500, 500)]
    public void Comparison_OfAnAddress_IsRead(string address, int input, int cached, int output)
    {
        var view = CompareView.Parse(address);

        Assert.Equal((input, cached, output), (view.InputTokens, view.CachedTokens, view.OutputTokens));
        Assert.Null(view.Fault);
    }

    [Fact]
    public void Comparison_ItsAddress_NamesTheSameModels()
    {
        var view = new CompareView { Models = [("openrouter", "openai/gpt-5"), ("openai", "a&b=c")], Tier = ServiceTier.Batch, InputTokens = 1, CachedTokens = 0 };

        var read = CompareView.Parse(view.ToQuery());

        Assert.Equal(view.Models, read.Models);
        Assert.Equal((ServiceTier.Batch, 1, 0), (read.Tier, read.InputTokens, read.CachedTokens));
    }

    [Fact]
    public void Comparison_OfMoreCachedThanSent_IsAFault() => Assert.NotNull(CompareView.Parse("?in=5&cached=6").Fault);

    [Fact]
    public void Chart_OfAHistory_HasAStepForEachPriceAndLeavesGaps()
    {
        var (first, second) = (Row("m", 3m, id: 1), Row("m", 2m, id: 2, from: "2026-02-01"));
        PriceStep[] steps = [new(At("2025-01-01"), At("2025-06-01"), first), new(At("2025-06-01"), At("2026-02-01"), null), new(At("2026-02-01"), At("2027-01-01"), second), new(At("2027-01-01"), long.MaxValue, first)];

        var chart = PriceChart.Of(steps, Now);

        Assert.Equal(4, chart.Times.Count);
        var input = chart.Series.Single(s => s.Name == "Input");
        Assert.Equal([3m, null, 2m, 2m], input.Values);
        Assert.Equal(["no. 1", "no. 2"], chart.Marks.Select(m => m.Text));
    }

    [Fact]
    public void Chart_OfAFutureHistory_IsEmpty() => Assert.Empty(PriceChart.Of([new(At("2027-01-01"), long.MaxValue, Row("m"))], Now).Times);

    private static PriceVersion Version(Price price) => new(price, price.ValidToMicros ?? long.MaxValue, null);

    private static Price Scoped(string model, string scope, int id)
    {
        var price = Row(model, id: id);
        price.HostScope = scope;
        return price;
    }
}
