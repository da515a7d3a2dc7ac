using FinOps.Core.Anomalies;

namespace FinOps.Tests.Anomalies;

public sealed class SeriesHistoryTests
{
    [Fact]
    public void Add_AfterAGap_CountsWhatWasSkippedAsNothingSpent()
    {
        var history = new SeriesHistory(10);
        history.Add(5, 7);
        history.Add(8, 9, BucketUse.SetAside);

        Assert.Equal([7, 0, 0, 9], history.Nanos.ToArray());
        Assert.Equal([BucketUse.Learned, BucketUse.Learned, BucketUse.Learned, BucketUse.SetAside], history.Uses.ToArray());
        Assert.Equal((4, 9), (history.Count, history.End));
    }

    [Fact]
    public void Add_BeyondCapacity_ForgetsTheOldest()
    {
        var history = new SeriesHistory(3);
        for (var bucket = 0; bucket < 50; bucket++)
        {
            history.Add(bucket, bucket);
            Assert.Equal(Enumerable.Range(Math.Max(0, bucket - 2), Math.Min(3, bucket + 1)).Select(b => (long)b), history.Nanos.ToArray());
        }
    }

    [Fact]
    public void Add_AfterAGapLongerThanCapacity_ForgetsEverything()
    {
        var history = new SeriesHistory(3);
        history.Add(1, 5);
        history.Add(2_000_000_000, 6);

        Assert.Equal([0, 0, 6], history.Nanos.ToArray());
    }

    [Fact]
    public void Add_OutOfOrder_IsRefused()
    {
        var history = new SeriesHistory(3);
        history.Add(5, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => history.Add(5, 1));
    }

    [Fact]
    public void Of_WithUsesThatDoNotFit_IsRefused() => Assert.Throws<ArgumentException>(() => SeriesHistory.Of(0, [1, 2], [BucketUse.Learned]));

    [Fact]
    public void Of_GoesOnWhereItEnds()
    {
        var history = SeriesHistory.Of(10, [1, 2]);
        history.Add(12, 3);

        Assert.Equal([2, 3], history.Nanos.ToArray());
        Assert.Equal(13, history.End);
    }
}
