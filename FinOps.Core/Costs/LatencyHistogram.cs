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
    private readonly SortedDictionary<ushort, uint> counts = [];

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
        var left = counts.GetValueOrDefault(bucket) - (long)times;
        switch (left)
        {
            case < 0:
                throw new InvalidOperationException($"The histogram holds fewer than {times} calls of {milliseconds} ms.");
            case 0:
                counts.Remove(bucket);
                break;
            default:
                counts[bucket] = (uint)left;
                break;
        }

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
        var bytes = new byte[counts.Count * 6];
        var at = bytes.AsSpan();
        foreach (var (bucket, count) in counts)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(at, bucket);
            BinaryPrimitives.WriteUInt32LittleEndian(at[2..], count);
            at = at[6..];
        }

        return bytes;
    }

    /// <summary>The quantile in milliseconds, e.g. 0.95; null when nothing was counted.</summary>
    public double? Quantile(double quantile)
    {
        if (Count == 0)
        {
            return null;
        }

        var rank = Math.Clamp((long)Math.Ceiling(quantile * Count), 1, Count);
        long seen = 0;
        foreach (var (bucket, count) in counts)
        {
            seen += count;
            if (seen >= rank)
            {
                return MiddleOf(bucket);
            }
        }

        return null;
    }

    internal static ushort BucketOf(int milliseconds) =>
        milliseconds <= 1 ? (ushort)0 : (ushort)(Math.Log(milliseconds) / LogGrowth);

    private static double MiddleOf(ushort bucket) => Math.Exp((bucket + 0.5) * LogGrowth);

    internal void AddBucket(ushort bucket, uint times)
    {
        counts.TryGetValue(bucket, out var before);
        counts[bucket] = before + times;
        Count += times;
    }
}
