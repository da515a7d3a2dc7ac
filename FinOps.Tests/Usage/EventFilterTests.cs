using FinOps.Core.Usage;

namespace FinOps.Tests.Usage;

public sealed class EventFilterTests
{
    [Fact]
    public void Add_BeyondTheFirstLayer_GrowsAndForgetsNothing()
    {
        var filter = new EventFilter(1, 8);
        var count = (int)(filter.Layers[0].Capacity * 4);

        Fill(filter, count);

        Assert.Equal([1, 2, 4], filter.Layers.Select(l => l.Mebibytes));
        Assert.All(Enumerable.Range(0, count), i => Assert.True(Knows(filter, i)));
    }

    [Fact]
    public void MayContain_OfUnknownKeys_IsRarelyTrue()
    {
        var filter = new EventFilter(1, 8);
        Fill(filter, (int)(filter.Layers[0].Capacity * 3));

        var mistaken = Enumerable.Range(100_000_000, 200_000).Count(i => Knows(filter, i));

        Assert.InRange(mistaken, 0, 40);
    }

    [Fact]
    public void Add_BeyondAllItMayTake_StillForgetsNothing()
    {
        var filter = new EventFilter(1, 2);
        var count = (int)(filter.Layers[0].Capacity * 4);

        Fill(filter, count);

        Assert.Equal(2, filter.Layers.Sum(l => l.Mebibytes));
        Assert.All(Enumerable.Range(0, count), i => Assert.True(Knows(filter, i)));
    }

    private static void Fill(EventFilter filter, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (high, low) = KeyOf(i);
            filter.Add(high, low);
        }
    }

    private static bool Knows(EventFilter filter, int i)
    {
        var (high, low) = KeyOf(i);
        return filter.MayContain(high, low);
    }

    private static (ulong High, ulong Low) KeyOf(int i)
    {
        var key = System.IO.Hashing.XxHash128.HashToUInt128(BitConverter.GetBytes(i));
        return ((ulong)(key >> 64), (ulong)key);
    }
}
