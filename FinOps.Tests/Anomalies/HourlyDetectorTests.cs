using FinOps.Core.Anomalies;

namespace FinOps.Tests.Anomalies;

public sealed class HourlyDetectorTests
{
    private const long Usd = 1_000_000_000;

    /// <summary>The first hour of Monday, 2025-01-06.</summary>
    private const int Monday = 24 * 20_094;
    private const int FourWeeks = 28 * 24;
    private static readonly HourlyDetector Detector = new();

    [Fact]
    public void Score_OfConstantSpend_IsDistanceOnTheLogScaleInLeastSpreadsOfTheCell()
    {
        var baseline = Detector.Learn(Hours(FourWeeks, _ => 8 * Usd));

        var score = baseline.Score(Monday + FourWeeks, 24 * Usd);

        Assert.InRange(score.ExpectedNanos, (8 * Usd) - 10, (8 * Usd) + 10);
        Assert.Equal(Math.Log(26.0 / 10.0) / (0.15 * Math.Sqrt(1 + (1.57 / 20))), score.RawZ, 6);
        Assert.Equal(Math.Log(26.0 / 10.0) / (0.15 * Math.Sqrt(1 + (1.57 / 8))), baseline.Score(Monday + FourWeeks + (5 * 24), 24 * Usd).RawZ, 6);
    }

    [Theory]
    [InlineData(167, false)]
    [InlineData(168, true)]
    public void Score_NeedsAWeek(int hours, bool isScored) =>
        Assert.Equal(isScored, Detector.Learn(Hours(hours, _ => 8 * Usd)).Score(Monday + hours, 8 * Usd).IsScored);

    [Fact]
    public void Expectation_FollowsTheHourOfWorkingDaysAndWeekends()
    {
        var baseline = Detector.Learn(Hours(FourWeeks, Pattern));

        for (var hour = Monday + FourWeeks; hour < Monday + FourWeeks + (7 * 24); hour++)
        {
            Assert.InRange(baseline.Score(hour, 0).ExpectedNanos / (double)Pattern(hour), 0.75, 1.25);
        }

        static long Pattern(int hour) => (hour % 24 < 8 ? 10 : 30) * (hour / 24 % 7 is 2 or 3 ? 1 : 2) * Usd;
    }

    [Fact]
    public void Runaway_AfterOneThatWasSetAside_ScoresTheSame()
    {
        var history = Hours(FourWeeks, hour => (8 + (hour % 5)) * Usd);
        var before = Detector.Learn(history).Score(Monday + FourWeeks + 24, 100 * Usd);
        for (var hour = 0; hour < 24; hour++)
        {
            history.Add(Monday + FourWeeks + hour, 100 * Usd, BucketUse.SetAside);
        }

        var after = Detector.Learn(history).Score(Monday + FourWeeks + 24, 100 * Usd);

        Assert.Equal(before.Z, after.Z, 0.5);
    }

    [Fact]
    public void NewLevel_ThatWasAccepted_IsExpectedAtOnce()
    {
        var history = Hours(FourWeeks, hour => (hour < Monday + FourWeeks - 12 ? 8 : 40) * Usd);
        history.LevelFrom = Monday + FourWeeks - 12;

        var baseline = Detector.Learn(history);

        Assert.InRange(baseline.Score(Monday + FourWeeks, 0).ExpectedNanos, 35 * Usd, 45 * Usd);
        Assert.Equal(AnomalyVerdict.Kill, AnomalyRule.Default.Judge(baseline.Score(Monday + FourWeeks, 400 * Usd)));
    }

    [Fact]
    public void QuietHours_MayRiseFurtherThanBusyOnes()
    {
        var random = new Random(3);
        var baseline = Detector.Learn(Hours(FourWeeks, hour => hour % 24 < 12 ? (random.Next(4) == 0 ? 4 * Usd : 1 * Usd) : (50 + random.Next(10)) * Usd));

        var (quiet, busy) = (baseline.Score(Monday + FourWeeks, 0), baseline.Score(Monday + FourWeeks + 12, 0));

        Assert.True(quiet.HighNanos / (double)quiet.ExpectedNanos > busy.HighNanos / (double)busy.ExpectedNanos);
    }

    private static SeriesHistory Hours(int count, Func<int, long> nanos)
    {
        var history = new SeriesHistory(Detector.WindowBuckets);
        for (var hour = Monday; hour < Monday + count; hour++)
        {
            history.Add(hour, nanos(hour));
        }

        return history;
    }
}
