using FinOps.Core.Costs;

namespace FinOps.Tests.Costs;

public sealed class SpendForecastTests
{
    private static readonly DateOnly First = new(2026, 9, 1);

    [Fact]
    public void Month_OfEvenDays_IsExpectedToGoOnLikeThat()
    {
        var forecast = Of(_ => 100, new DateTime(2026, 10, 16, 0, 0, 0, DateTimeKind.Utc))!;
        Assert.Equal((1500, 3100, 3100, 3100), (forecast.SpentNanos, forecast.ExpectedNanos, forecast.LowNanos, forecast.HighNanos));
        Assert.Equal(28, forecast.DaysSeen);
    }

    [Fact]
    public void Weekends_ThatCostLess_AreExpectedToCostLess()
    {
        // From Friday, October 16, on there are 11 workdays and 5 days of weekends left.
        var forecast = Of(d => d.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 10 : 100, new DateTime(2026, 10, 16, 0, 0, 0, DateTimeKind.Utc))!;
        Assert.Equal(forecast.SpentNanos + (11 * 100) + (5 * 10), forecast.ExpectedNanos);
    }

    [Fact]
    public void Today_CountsForWhatIsLeftOfIt()
    {
        var costs = Days(_ => 96).ToDictionary(d => d.Key, d => d.Value);
        costs[new DateOnly(2026, 10, 16)] = 24;
        var forecast = SpendForecaster.Of(costs, First, new(2026, 10, 1), new(2026, 11, 1), new DateTime(2026, 10, 16, 6, 0, 0, DateTimeKind.Utc))!;
        Assert.Equal((15 * 96) + 24, forecast.SpentNanos);
        Assert.Equal(forecast.SpentNanos + 72 + (15 * 96), forecast.ExpectedNanos);
    }

    [Fact]
    public void UnevenDays_WidenTheRange_ButNeverBelowWhatIsSpent()
    {
        var forecast = Of(d => d.DayNumber % 9 == 0 ? 900 : 10, new DateTime(2026, 10, 30, 12, 0, 0, DateTimeKind.Utc))!;
        Assert.True(forecast.LowNanos < forecast.ExpectedNanos && forecast.HighNanos > forecast.ExpectedNanos);
        Assert.True(forecast.LowNanos >= forecast.SpentNanos);
    }

    [Fact]
    public void TwoDaysOfUsage_SayNothing() =>
        Assert.Null(SpendForecaster.Of(Days(_ => 5).ToDictionary(d => d.Key, d => d.Value), new(2026, 10, 14), new(2026, 10, 1), new(2026, 11, 1), new DateTime(2026, 10, 16, 9, 0, 0, DateTimeKind.Utc)));

    [Fact]
    public void MonthThatIsOver_IsExpectedToCostWhatItDid()
    {
        var forecast = SpendForecaster.Of(Days(_ => 7).ToDictionary(d => d.Key, d => d.Value), First, new(2026, 9, 1), new(2026, 10, 1), new DateTime(2026, 10, 16, 9, 0, 0, DateTimeKind.Utc))!;
        Assert.Equal((210, 210), (forecast.SpentNanos, forecast.ExpectedNanos));
    }

    private static SpendForecast? Of(Func<DateOnly, long> cost, DateTime now) =>
        SpendForecaster.Of(Days(cost).Where(d => d.Key < DateOnly.FromDateTime(now)).ToDictionary(d => d.Key, d => d.Value), First, new(2026, 10, 1), new(2026, 11, 1), now);

    private static IEnumerable<KeyValuePair<DateOnly, long>> Days(Func<DateOnly, long> cost) =>
        Enumerable.Range(0, 60).Select(i => First.AddDays(i)).Select(d => KeyValuePair.Create(d, cost(d)));
}
