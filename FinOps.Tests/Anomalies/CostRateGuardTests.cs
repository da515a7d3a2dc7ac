using FinOps.Core.Anomalies;

namespace FinOps.Tests.Anomalies;

public sealed class CostRateGuardTests
{
    private const long Cent = 10_000_000;

    /// <summary>A dollar a minute.</summary>
    private const long Baseline = 6_000 * Cent;

    [Theory]
    [InlineData("310 310 310 310 310", true)]
    [InlineData("300 300 300 300 300", false)]
    [InlineData("310 310 310 310", false)]
    [InlineData("0 0 0 0 2000", false)]
    [InlineData("0 0 0 2000 2000", true)]
    [InlineData("100 310 310 310 310 310", true)]
    [InlineData("400 400 400 400 400 100 100 100 100 100", false)]
    public void Guard_ComesOnAfterFiveMinutesAboveThreeTimesTheBaseline(string cents, bool isOn) =>
        Assert.Equal(isOn, CostRateGuard.Read(false, Minutes(cents), Baseline, CostRateRule.Default).IsOn);

    [Theory]
    [InlineData("19 19 19 19 19", false)]
    [InlineData("21 21 21 21 21", true)]
    public void Guard_WithoutAnyBaseline_ComesOnFromTheLeastExcessOn(string cents, bool isOn) =>
        Assert.Equal(isOn, CostRateGuard.Read(false, Minutes(cents), 0, CostRateRule.Default).IsOn);

    [Theory]
    [InlineData("310 310 310 310 310 100 100 100 100 100", true)]
    [InlineData("100 100 100 100 100 100 100 100 100", true)]
    [InlineData("100 100 100 100 100 100 100 100 100 100", false)]
    [InlineData("160 160 160 160 160 160 160 160 160 160", true)]
    public void Guard_ThatIsOn_GoesOffAfterTenCalmMinutes(string cents, bool isOn) =>
        Assert.Equal(isOn, CostRateGuard.Read(true, Minutes(cents), Baseline, CostRateRule.Default).IsOn);

    [Fact]
    public void Rate_IsThatOfTheLastFiveMinutesPerHour()
    {
        var rate = CostRateGuard.Read(false, Minutes("900 200 300 400 500 600"), Baseline, CostRateRule.Default);

        Assert.Equal((24_000 * Cent, 18_000 * Cent), (rate.NanosPerHour, rate.ExcessPerHourNanos));
    }

    [Fact]
    public void Baseline_IsWhatTheHourShouldSpend_ElseTheMeanOfTheLastDay()
    {
        var scored = new AnomalyScore(true, 0, 700, 0, 0, 0, 0);

        Assert.Equal(700, CostRateGuard.BaselinePerHour(scored, [1, 2, 3]));
        Assert.Equal(200, CostRateGuard.BaselinePerHour(AnomalyScore.InsufficientHistory(0), [100, 200, 300]));
        Assert.Null(CostRateGuard.BaselinePerHour(AnomalyScore.InsufficientHistory(0), []));
    }

    [Fact]
    public void Guard_OfTheLargestFigures_DoesNotOverflow()
    {
        var rate = CostRateGuard.Read(false, [.. Enumerable.Repeat(long.MaxValue, 10)], long.MaxValue, CostRateRule.Default);

        Assert.Equal((true, long.MaxValue), (rate.IsOn, rate.NanosPerHour));
    }

    private static long[] Minutes(string cents) => [.. cents.Split(' ').Select(c => int.Parse(c, System.Globalization.CultureInfo.InvariantCulture) * Cent)];
}
