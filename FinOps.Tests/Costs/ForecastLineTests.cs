using FinOps.Core.Costs;
using FinOps.Web.Charts;
using FinOps.Web.Costs;

namespace FinOps.Tests.Costs;

public sealed class ForecastLineTests
{
    private static readonly SpendForecast Forecast = new(0, 0, 0, 0, 28) { Left = [(new(2026, 10, 29), 4_000_000_000), (new(2026, 10, 30), 6_000_000_000), (new(2026, 10, 31), 7_000_000_000)] };

    [Fact]
    public void Timeline_UpToToday_IsLedOnToTheEndOfTheMonth()
    {
        var drawn = TimelineSeries.WithForecast(Timeline(new(2026, 10, 29)), Forecast);

        Assert.Equal([28, 29, 30, 31], drawn.Times.Select(t => t.Day));
        Assert.Equal([1m, 2m, null, null], drawn.Series[0].Values);
        Assert.Equal([null, 2m + 10m + 4m, 6m, 7m], drawn.Series[2].Values); // today: spent so far and what is left of it
        Assert.True(drawn.Series[2].IsDashed);
    }

    [Fact]
    public void Timeline_ThatEndsBeforeToday_StaysAsItIs()
    {
        var timeline = Timeline(new(2026, 10, 20));
        Assert.Same(timeline, TimelineSeries.WithForecast(timeline, Forecast));
        Assert.Same(timeline, TimelineSeries.WithForecast(timeline, null));
    }

    private static CostTimeline Timeline(DateTime last) => new(
        CostDimension.Feature, [DateTime.SpecifyKind(last.AddDays(-1), DateTimeKind.Utc), DateTime.SpecifyKind(last, DateTimeKind.Utc)],
        [new ChartSeries("a", "a", [1, 2]), new ChartSeries("b", "b", [5, 10])], new CostMeasures(), null);
}
