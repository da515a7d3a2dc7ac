using FinOps.Core.Anomalies;

namespace FinOps.Tests.Anomalies;

public sealed class DailyDetectorTests
{
    private const long Usd = 1_000_000_000;

    /// <summary>2025-01-01, a Wednesday.</summary>
    private const int NewYear = 20_089;
    private static readonly DailyDetector Detector = new();

    [Fact]
    public void Score_OfConstantSpend_IsDistanceOnTheLogScaleInLeastSpreadsWidenedByWhatTheBaselineRestsOn()
    {
        var first = NewYear + 5;
        var baseline = Detector.Learn(Days(first, 140, _ => 100 * Usd));

        var score = baseline.Score(first + 140, 200 * Usd);

        Assert.Equal(DayOfWeek.Monday, Date(first + 140).DayOfWeek);
        Assert.InRange(score.ExpectedNanos, (100 * Usd) - 10, (100 * Usd) + 10);
        var spread = 0.10 * Math.Sqrt(1 + (1.05 / 100) + (1.05 / 21));
        Assert.Equal(Math.Log(205.0 / 105.0) / spread, score.RawZ, 6);
        Assert.InRange(score.Z, 5, score.RawZ);
        Assert.Equal(100 * Usd, score.ExcessNanos, 20d);
    }

    [Fact]
    public void Band_HoldsWhatScoresUpToThree()
    {
        var baseline = Detector.Learn(Days(NewYear, 140, _ => 100 * Usd));

        var score = baseline.Score(NewYear + 140, 100 * Usd);

        Assert.Equal(3, baseline.Score(NewYear + 140, score.HighNanos).Z, 4);
        Assert.Equal(-3, baseline.Score(NewYear + 140, score.LowNanos).Z, 4);
    }

    [Theory]
    [InlineData(17, false)]
    [InlineData(18, true)]
    public void Score_NeedsEighteenDays(int days, bool isScored) =>
        Assert.Equal(isScored, Detector.Learn(Days(NewYear, days, _ => 100 * Usd)).Score(NewYear + days, 900 * Usd).IsScored);

    [Fact]
    public void Score_WithDaysThatAreNotLearned_NeedsEighteenThatAre()
    {
        var uses = Enumerable.Range(0, 30).Select(i => i < 13 ? BucketUse.SetAside : BucketUse.Learned).ToArray();

        Assert.False(Detector.Learn(SeriesHistory.Of(NewYear, [.. Enumerable.Repeat(100 * Usd, 30)], uses)).Score(NewYear + 30, 0).IsScored);
    }

    [Fact]
    public void Score_OfTheSameDistance_IsSmallerTheLessThePastSays()
    {
        var few = Detector.Learn(Days(NewYear, 18, _ => 100 * Usd)).Score(NewYear + 18, 170 * Usd);
        var many = Detector.Learn(Days(NewYear, 140, _ => 100 * Usd)).Score(NewYear + 140, 170 * Usd);

        Assert.True(few.Z < many.Z, $"{few.Z} {many.Z}");
    }

    [Fact]
    public void Expectation_FollowsTheWeekday()
    {
        var baseline = Detector.Learn(Days(NewYear, 140, day => IsWeekend(day) ? 10 * Usd : 100 * Usd));

        for (var day = NewYear + 140; day < NewYear + 147; day++)
        {
            var expected = IsWeekend(day) ? 10 * Usd : 100 * Usd;
            Assert.InRange(baseline.Score(day, 0).ExpectedNanos, expected * 98 / 100, expected * 102 / 100);
        }
    }

    [Fact]
    public void Expectation_FollowsOneWeekdayThatIsUnlikeOthers()
    {
        var baseline = Detector.Learn(Days(NewYear, 140, day => day % 7 == 4 ? 300 * Usd : 100 * Usd));

        Assert.InRange(baseline.Score(Next(NewYear + 140, 4), 0).ExpectedNanos, 270 * Usd, 330 * Usd);
        Assert.InRange(baseline.Score(Next(NewYear + 140, 5), 0).ExpectedNanos, 95 * Usd, 105 * Usd);
    }

    [Fact]
    public void Burst_ThatWasSetAside_DoesNotHideTheNext()
    {
        var history = Days(NewYear, 100, _ => 100 * Usd);
        var before = Detector.Learn(history).Score(NewYear + 103, 1_000 * Usd);
        history.Add(NewYear + 100, 1_000 * Usd, BucketUse.SetAside);
        history.Add(NewYear + 101, 100 * Usd);
        history.Add(NewYear + 102, 100 * Usd);

        var after = Detector.Learn(history).Score(NewYear + 103, 1_000 * Usd);

        Assert.Equal(before.ExpectedNanos, after.ExpectedNanos, 20d);
        Assert.Equal(before.Z, after.Z, 0.3);
    }

    [Fact]
    public void BatchOfTheMonth_IsExpectedAfterTwo()
    {
        var isBatch = (int day) => Date(day).Day == 1;
        var (third, fourth) = (Day(2025, 3, 1), Day(2025, 4, 1));

        var afterOne = Kills(Detector.Learn(Days(Day(2025, 1, 10), Day(2025, 3, 1) - Day(2025, 1, 10), day => isBatch(day) ? 300 * Usd : 100 * Usd)), third);
        var afterTwo = Kills(Detector.Learn(Days(Day(2025, 1, 10), fourth - Day(2025, 1, 10), day => isBatch(day) ? 300 * Usd : 100 * Usd)), fourth);

        Assert.Equal((AnomalyVerdict.Kill, AnomalyVerdict.Normal), (afterOne, afterTwo));

        static AnomalyVerdict Kills(SeriesBaseline baseline, int day) => AnomalyRule.Default.Judge(baseline.Score(day, 300 * Usd));
    }

    [Theory]
    [InlineData(BucketUse.SetAside, AnomalyVerdict.Normal)]
    [InlineData(BucketUse.Ignored, AnomalyVerdict.Kill)]
    public void BatchOfTheLastDay_ThatWasSetAside_IsExpectedUnlessAPersonCalledItAbuse(BucketUse use, AnomalyVerdict verdict)
    {
        var history = new SeriesHistory(Detector.WindowBuckets);
        for (var day = Day(2025, 1, 5); day < Day(2025, 3, 31); day++)
        {
            history.Add(day, IsLast(day) ? 300 * Usd : 100 * Usd, IsLast(day) ? use : BucketUse.Learned);
        }

        Assert.Equal(verdict, AnomalyRule.Default.Judge(Detector.Learn(history).Score(Day(2025, 3, 31), 300 * Usd)));

        static bool IsLast(int day) => Date(day).Day == DateTime.DaysInMonth(2025, Date(day).Month);
    }

    [Fact]
    public void NewLevel_ThatWasAccepted_IsExpectedAtOnce()
    {
        var history = Days(NewYear, 103, day => day < NewYear + 100 ? 100 * Usd : 400 * Usd);
        var before = Detector.Learn(history).Score(NewYear + 103, 400 * Usd);
        history.LevelFrom = NewYear + 100;

        var after = Detector.Learn(history).Score(NewYear + 103, 400 * Usd);

        Assert.Equal(AnomalyVerdict.Kill, AnomalyRule.Default.Judge(before));
        Assert.InRange(after.ExpectedNanos, 380 * Usd, 420 * Usd);
    }

    [Fact]
    public void Growth_OfLessThanAPercentADay_IsNoAnomaly()
    {
        var baseline = Detector.Learn(Days(NewYear, 140, day => (long)(100e9 * Math.Exp(0.008 * (day - NewYear)))));

        Assert.Equal(AnomalyVerdict.Normal, AnomalyRule.Default.Judge(baseline.Score(NewYear + 140, (long)(100e9 * Math.Exp(0.008 * 140)))));
    }

    [Fact]
    public void Learn_FromDaysThatAreOlderThanTheWindow_ChangesNothing()
    {
        var longer = Days(NewYear, 300, day => (day % 11 * Usd) + (90 * Usd) + (day < NewYear + 160 ? 5_000 * Usd : 0));
        var kept = Days(NewYear + 160, 140, day => (day % 11 * Usd) + (90 * Usd));

        Assert.Equal(Detector.Learn(kept).Score(NewYear + 300, 123 * Usd), Detector.Learn(longer).Score(NewYear + 300, 123 * Usd));
    }

    [Fact]
    public void Score_FromAPastInOnePiece_IsThatOfOneBuiltDayByDay()
    {
        var nanos = Enumerable.Range(0, 90).Select(i => (50 + (i * 37 % 19)) * Usd).ToArray();
        var history = new SeriesHistory(Detector.WindowBuckets);
        for (var i = 0; i < nanos.Length; i++)
        {
            history.Add(NewYear + i, nanos[i]);
        }

        Assert.Equal(Detector.Learn(SeriesHistory.Of(NewYear, nanos)).Score(NewYear + 90, 80 * Usd), Detector.Learn(history).Score(NewYear + 90, 80 * Usd));
    }

    private static SeriesHistory Days(int first, int count, Func<int, long> nanos) =>
        SeriesHistory.Of(first, [.. Enumerable.Range(first, count).Select(nanos)]);

    private static int Day(int year, int month, int day) => new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private static DateOnly Date(int day) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(day);

    private static bool IsWeekend(int day) => Date(day).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static int Next(int day, int weekday) => day + ((weekday - (day % 7) + 7) % 7);
}
