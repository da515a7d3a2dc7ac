using FinOps.Core.Costs;
using FinOps.Web.Charts;
using FinOps.Web.Costs;

namespace FinOps.Tests.Costs;

public sealed class TimelineSeriesTests
{
    private static readonly Dictionary<string, int> Days = new() { ["2026-10-01"] = 0, ["2026-10-02"] = 1 };

    [Fact]
    public void Build_OfManyGroups_KeepsTheDearestAndTheTotal()
    {
        var rows = Enumerable.Range(1, 20).Select(i => Row("2026-10-02", $"t{i:00}", i * 1_000_000_000L));

        var series = TimelineSeries.Build(CostDimension.Tenant, rows, Days, key => key);

        Assert.Equal(["t20", "t19", "t18", "t17", "t16", "t15", "t14", "13 others"], series.Select(s => s.Name));
        Assert.True(series[^1].IsOther);
        Assert.Equal(210m, series.Sum(s => s.Values[1]));
        Assert.All(series, s => Assert.Equal(0m, s.Values[0]));
    }

    [Fact]
    public void Build_OfLayers_KeepsTheirOrder()
    {
        CostRow[] rows = [Layer("unsplit", 9), Layer("response", 8), Layer("prompt", 1)];

        var series = TimelineSeries.Build(CostDimension.Layer, rows, Days, key => key);

        Assert.Equal(["prompt", "response", "unsplit"], series.Select(s => s.Key));
    }

    [Fact]
    public void AsShares_OfADayWithoutSpend_LeavesAGap()
    {
        ChartSeries[] series = [new("a", "a", [3m, 0m]), new("b", "b", [1m, 0m])];

        var shares = TimelineSeries.AsShares(series);

        Assert.Equal([0.75m, null], shares[0].Values);
        Assert.Equal([0.25m, null], shares[1].Values);
    }

    private static CostRow Row(string day, string key, long nanos) => new([day, key], new CostMeasures { InputCostNanos = nanos });

    private static CostRow Layer(string layer, long nanos) => new(["2026-10-01", layer], new CostMeasures()) { LayerCostNanos = nanos, LayerTokens = 1 };
}
