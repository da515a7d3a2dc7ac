using System.Globalization;
using FinOps.Web.Edge;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Edge;

public sealed class PaceTableTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Calls_BeyondTheBurst_WaitExactlyAsLongAsTold()
    {
        var paces = new PaceTable(perSecond: 4, burst: 8, time);
        Assert.All(Enumerable.Range(0, 8), _ => Assert.Equal(TimeSpan.Zero, paces.Take("one")));

        var wait = paces.Take("one");

        Assert.Equal(TimeSpan.FromMilliseconds(250), wait);
        time.Advance(wait - TimeSpan.FromTicks(10));
        Assert.NotEqual(TimeSpan.Zero, paces.Take("one"));
        time.Advance(TimeSpan.FromTicks(10));
        Assert.Equal(TimeSpan.Zero, paces.Take("one"));
        Assert.NotEqual(TimeSpan.Zero, paces.Take("one"));
    }

    [Fact]
    public void Places_BookedBeyondTheBurst_FollowEachOtherAtThePace()
    {
        var paces = new PaceTable(perSecond: 4, burst: 2, time);

        Assert.Equal([0, 0, 250, 500, 750], Enumerable.Range(0, 5).Select(_ => paces.Book("one").TotalMilliseconds));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, paces.Book("one").TotalMilliseconds);
    }

    [Fact]
    public void Places_BookedTogether_CostAsMuchAsOneByOne()
    {
        var paces = new PaceTable(perSecond: 4, burst: 2, time);

        Assert.Equal([0, 500, 1_250], new[] { 3, 3, 1 }.Select(places => paces.Book("one", places).TotalMilliseconds));
    }

    [Fact]
    public void Calls_OfOneCaller_CostOthersNothing()
    {
        var paces = new PaceTable(1, 1, time);
        paces.Take("one");

        Assert.NotEqual(TimeSpan.Zero, paces.Take("one"));
        Assert.Equal(TimeSpan.Zero, paces.Take("two"));
    }

    [Fact]
    public void Calls_OverAMinute_AreAsManyAsThePaceAllows()
    {
        var paces = new PaceTable(perSecond: 10, burst: 20, time);
        var passed = 0;
        for (var i = 0; i < 6_000; i++)
        {
            passed += paces.Take("one") == TimeSpan.Zero ? 1 : 0;
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(passed, 60 * 10, (60 * 10) + 20);
    }

    [Fact]
    public void Callers_InventedByTheThousand_FillNoMemory()
    {
        var paces = new PaceTable(0.001, 1, time);
        for (var i = 0; i < 200_000; i++)
        {
            paces.Take(i.ToString(CultureInfo.InvariantCulture));
        }

        Assert.True(paces.Count <= 50_000);
        Assert.NotEqual(TimeSpan.Zero, paces.Take("one more"));
    }

    [Fact]
    public void Callers_ThatHaveWaited_AreForgotten()
    {
        var paces = new PaceTable(10, 1, time);
        for (var i = 0; i < 10_000; i++)
        {
            paces.Take(i.ToString(CultureInfo.InvariantCulture));
        }

        time.Advance(TimeSpan.FromSeconds(2));
        paces.Take("new");

        Assert.Equal(1, paces.Count);
    }
}
