using FinOps.Core.Costs;
using FinOps.Web.Layers;

namespace FinOps.Tests.Layers;

public sealed class LayerBandTests
{
    private static readonly LayerBand Prompt = LayerBand.All.Single(b => b.Key == "prompt");

    [Theory]
    [InlineData(39, 0, "below")]
    [InlineData(40, 0, "typical")]
    [InlineData(60, 0, "typical")]
    [InlineData(61, 0, "above")]
    [InlineData(61, 21, "not judged")]
    public void ShareOf_AGroup_StandsToItsBand(long prompt, long unsplit, string expected) => Assert.Equal(expected, Prompt.ShareOf(Measures(prompt, unsplit)).Word);

    [Fact]
    public void ShareOf_NoSpend_SaysSo() => Assert.Equal("no spend", Prompt.ShareOf(new CostMeasures()).Word);

    [Fact]
    public void Prize_AboveTheBand_BringsTheShareToItsTop()
    {
        var measures = Measures(80, 0);

        var prize = Prompt.PrizeNanos(measures);

        // 20 of other cost is 40 % when prompt costs 30: 50 less than its 80.
        Assert.Equal(50_000_000_000, prize);
        Assert.Equal(0, Prompt.PrizeNanos(Measures(55, 0)));
    }

    private static CostMeasures Measures(long prompt, long unsplit) => new()
    {
        InputCostNanos = 100_000_000_000,
        PromptCostNanos = prompt * 1_000_000_000,
        UnsplitCostNanos = unsplit * 1_000_000_000,
    };
}
