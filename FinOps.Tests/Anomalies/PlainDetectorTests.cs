using FinOps.Core.Anomalies;

namespace FinOps.Tests.Anomalies;

public sealed class PlainDetectorTests
{
    private const long Usd = 1_000_000_000;
    private const int First = 20_000;

    [Fact]
    public void ZScore_IsDistanceFromTheMeanInStandardDeviations()
    {
        var nanos = Enumerable.Range(0, 28).Select(i => i % 2 == 0 ? 90 * Usd : 110 * Usd).ToArray();

        var score = Detectors.Of(DetectorKind.ZScore, SeriesGrain.Day).Learn(SeriesHistory.Of(First, nanos)).Score(First + 28, 150 * Usd);

        var deviation = Math.Sqrt(28 * 100.0 / 27);
        Assert.Equal(100 * Usd, score.ExpectedNanos);
        Assert.Equal(50 / deviation, score.Z, 9);
        Assert.Equal((100 + (3 * deviation)) * 1e9, score.HighNanos, 10.0);
    }

    [Theory]
    [InlineData(17, false)]
    [InlineData(18, true)]
    public void ZScore_NeedsTheEighteenBucketsWithoutWhichNoScoreCouldExceedFour(int days, bool isScored)
    {
        Assert.Equal(isScored, (days - 1) / Math.Sqrt(days) > 4);
        Assert.Equal(isScored, Learn(DetectorKind.ZScore, days).Score(First + days, 1).IsScored);
    }

    [Theory]
    [InlineData(DetectorKind.Ewma, 4, false)]
    [InlineData(DetectorKind.Ewma, 5, true)]
    [InlineData(DetectorKind.WeekDeviation, 6, false)]
    [InlineData(DetectorKind.WeekDeviation, 7, true)]
    public void OtherDetectors_NeedTheirFewestBuckets(DetectorKind kind, int days, bool isScored) =>
        Assert.Equal(isScored, Learn(kind, days).Score(First + days, 1).IsScored);

    [Fact]
    public void Ewma_WeighsTheLastBucketsMost()
    {
        long[] nanos = [100 * Usd, 100 * Usd, 100 * Usd, 100 * Usd, 200 * Usd];

        var score = Detectors.Of(DetectorKind.Ewma, SeriesGrain.Day).Learn(SeriesHistory.Of(First, nanos)).Score(First + 5, 400 * Usd);

        var rise = Math.Log(205.0 / 105.0);
        var (mean, spread) = (Math.Log(105) + (0.3 * rise), Math.Sqrt(0.7 * 0.3 * rise * rise) * Math.Sqrt(1.2));
        Assert.Equal((Math.Exp(mean) - 5) * 1e9, score.ExpectedNanos, 10.0);
        Assert.Equal((Math.Log(405) - mean) / spread, score.RawZ, 9);
        Assert.True(score.Z < score.RawZ);
    }

    [Theory]
    [InlineData(300, AnomalyVerdict.Normal)]
    [InlineData(301, AnomalyVerdict.Alert)]
    [InlineData(401, AnomalyVerdict.Kill)]
    public void WeekDeviation_AlertsAboveThreeTimesAndKillsAboveFourTimesTheMean(int usd, AnomalyVerdict verdict)
    {
        var score = Learn(DetectorKind.WeekDeviation, 7).Score(First + 7, usd * Usd);

        Assert.Equal((usd / 100.0, verdict), (score.Z, AnomalyRule.Default.Judge(score)));
    }

    [Theory]
    [InlineData(DetectorKind.ZScore)]
    [InlineData(DetectorKind.Ewma)]
    [InlineData(DetectorKind.WeekDeviation)]
    public void NewLevel_ThatWasAccepted_IsAllThatCounts(DetectorKind kind)
    {
        var history = SeriesHistory.Of(First, [.. Enumerable.Range(0, 60).Select(i => (i < 30 ? 100 : 400) * Usd)]);
        history.LevelFrom = First + 30;

        Assert.Equal(400 * Usd, Detectors.Of(kind, SeriesGrain.Day).Learn(history).Score(First + 60, 0).ExpectedNanos, 1000.0);
    }

    private static SeriesBaseline Learn(DetectorKind kind, int days) =>
        Detectors.Of(kind, SeriesGrain.Day).Learn(SeriesHistory.Of(First, [.. Enumerable.Repeat(100 * Usd, days)]));
}
