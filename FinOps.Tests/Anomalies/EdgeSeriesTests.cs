using FinOps.Bench.Anomalies;
using FinOps.Core.Anomalies;
using FsCheck.Xunit;

namespace FinOps.Tests.Anomalies;

public sealed class EdgeSeriesTests
{
    [Fact]
    public void ConstantZeroSparseAndHugeSeries_GiveNumbersAndNoAlarmBelowTheFloor() => Assert.Empty(SyntheticEdge.Faults());

    [Property(MaxTest = 60)]
    public bool AnySeries_GivesFiniteScoresInOrder(long[] values, byte[] uses, bool isHourly, long next, byte kind)
    {
        var detector = Detectors.Of((DetectorKind)(kind % 4), isHourly ? SeriesGrain.Hour : SeriesGrain.Day);
        var (history, first) = (new SeriesHistory(detector.WindowBuckets), isHourly ? 480_000 : 20_000);
        for (var i = 0; i < detector.WindowBuckets + 30; i++)
        {
            history.Add(first + i, values.Length == 0 ? 0 : values[i % values.Length] * (1 + (i % 7)), uses.Length == 0 ? BucketUse.Learned : (BucketUse)(uses[i % uses.Length] % 3));
        }

        var score = detector.Learn(history).Score(history.End, next);

        return !score.IsScored || (double.IsFinite(score.Z) && double.IsFinite(score.RawZ)
            && score.LowNanos >= 0 && score.LowNanos <= score.ExpectedNanos && score.ExpectedNanos <= score.HighNanos);
    }
}
