using System.Buffers.Binary;

namespace FinOps.Core.Costs;

/// <summary>
/// A mergeable histogram of milliseconds in buckets that grow by 3.5 %, so that any quantile is within 2 %.
/// Stored sparsely: pairs of (bucket: 2 bytes, count: 4 bytes), ordered by bucket.
/// </summary>
public sealed class LatencyHistogram
{
    private const double Growth = 1.035;
    private static readonly double LogGrowth = Math.Log(Growth);

    /// <summary>The bucket of the longest time there is, 24 days.</summary>
    private static readonly int BucketCount = BucketOf(int.MaxValue) + 1;
    private readonly uint[] counts = new uint[BucketCount];
    private int lowest = BucketCount;
    private int highest = -1;

    public long Count { get; private set; }

    public static LatencyHistogram FromBytes(ReadOnlySpan<byte> bytes)
    {
        var histogram = new LatencyHistogram();
        histogram.Merge(bytes);
        return histogram;
    }

    /// <summary>Adds one call that took so long; less than a millisecond counts as one.</summary>
    public void Add(int milliseconds, uint times = 1) => AddBucket(BucketOf(milliseconds), times);

    /// <summary>Takes back what <see cref="Add"/> added before.</summary>
    /// <exception cref="InvalidOperationException">So many were never added.</exception>
    public void Remove(int milliseconds, uint times)
    {
        var bucket = BucketOf(milliseconds);
        var left = counts[bucket] - (long)times;
        if (left < 0)
        {
            throw new InvalidOperationException($"The histogram holds fewer than {times} calls of {milliseconds} ms.");
        }

        counts[bucket] = (uint)left;
        Count -= times;
    }

    public void Merge(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 6; bytes = bytes[6..])
        {
            AddBucket(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[2..]));
        }
    }

    public byte[] ToBytes()
    {
        Span<byte> bytes = stackalloc byte[BucketCount * 6];
        var length = 0;
        for (var bucket = lowest; bucket <= highest; bucket++)
        {
            if (counts[bucket] > 0)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[length..], (ushort)bucket);
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[(length + 2)..], counts[bucket]);
                length += 6;
            }
        }

        return bytes[..length].ToArray();
    }

    /// <summary>The quantile in milliseconds, e.g. 0.95; null when nothing was counted.</summary>
    public double? Quantile(double quantile)
    {
        var rank = Math.Max((long)Math.Ceiling(quantile * Count), 1);
        long seen = 0;
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            seen += counts[bucket];
            if (seen >= rank)
            {
                return Math.Exp((bucket + 0.5) * LogGrowth);
            }
        }

        return null;
    }

    internal static ushort BucketOf(int milliseconds) => milliseconds <= 1 ? (ushort)0 : (ushort)(Math.Log(milliseconds) / LogGrowth);

    /// <summary>Forgets all counts, so that one histogram serves many cells.</summary>
    internal void Clear()
    {
        if (Count > 0)
        {
            counts.AsSpan(lowest..(highest + 1)).Clear();
        }

        (lowest, highest, Count) = (BucketCount, -1, 0);
    }

    internal void AddBucket(ushort bucket, uint times)
    {
        var at = Math.Min(bucket, counts.Length - 1);
        counts[at] += times;
        lowest = Math.Min(lowest, at);
        highest = Math.Max(highest, at);
        Count += times;
    }
}
