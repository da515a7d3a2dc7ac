using System.Runtime.InteropServices;

namespace FinOps.Core.Costs;

/// <summary>The latencies of a transaction's records by cell: a bucket each, without a histogram for every cell.</summary>
internal sealed class LatencySums
{
    private readonly List<(int Cell, ushort Bucket)> entries = [];
    private int[] starts = [];
    private ushort[] buckets = [];

    public void Add(int cell, ushort bucket) => entries.Add((cell, bucket));

    public void Clear()
    {
        entries.Clear();
        starts = [];
        buckets = [];
    }

    /// <summary>Groups the entries by the coarse cells that their cells belong to.</summary>
    /// <param name="coarseCells">The coarse cell of each cell.</param>
    /// <param name="count">How many coarse cells there are.</param>
    public void Fold(int[] coarseCells, int count)
    {
        // Counting sort: where each cell starts, then every entry into the next place of its cell.
        starts = new int[count + 1];
        buckets = new ushort[entries.Count];
        foreach (var (cell, _) in CollectionsMarshal.AsSpan(entries))
        {
            starts[coarseCells[cell] + 1]++;
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var next = starts.AsSpan(..count).ToArray();
        foreach (var (cell, bucket) in CollectionsMarshal.AsSpan(entries))
        {
            buckets[next[coarseCells[cell]]++] = bucket;
        }
    }

    /// <summary>Adds the latencies of a coarse cell to a histogram.</summary>
    public void AddTo(int coarseCell, LatencyHistogram histogram)
    {
        foreach (var bucket in buckets.AsSpan(starts[coarseCell]..starts[coarseCell + 1]))
        {
            histogram.AddBucket(bucket, 1);
        }
    }
}
