using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FinOps.Core.Costs;

/// <summary>
/// A mergeable histogram of amounts of money in buckets that grow by 3.5 %, so that any quantile is within 2 %; amounts of nothing have a bucket of their own.
/// Stored sparsely: pairs of (bucket: 2 bytes, count: 4 bytes), ordered by bucket.
/// </summary>
public sealed class CostHistogram
{
    private const double Growth = 1.035;
    private const int BytesPerBucket = 6;
    private static readonly double LogGrowth = Math.Log(Growth);
    private readonly Dictionary<ushort, uint> counts = [];

    public long Count { get; private set; }

    public static CostHistogram FromBytes(ReadOnlySpan<byte> bytes)
    {
        var histogram = new CostHistogram();
        histogram.Merge(bytes);
        return histogram;
    }

    /// <summary>Adds one amount in nano-USD; what is below 0 counts as 0.</summary>
    public void Add(long nanos) => AddBucket(BucketOf(nanos), 1);

    public void Merge(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= BytesPerBucket; bytes = bytes[BytesPerBucket..])
        {
            AddBucket(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[2..]));
        }
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[counts.Count * BytesPerBucket];
        var rest = bytes.AsSpan();
        foreach (var (bucket, count) in counts.OrderBy(c => c.Key))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, bucket);
            BinaryPrimitives.WriteUInt32LittleEndian(rest[2..], count);
            rest = rest[BytesPerBucket..];
        }

        return bytes;
    }

    /// <summary>The quantile in nano-USD, e.g. 0.95, within 2 %; null when nothing was counted.</summary>
    public long? Quantile(double quantile)
    {
        var rank = Math.Max((long)Math.Ceiling(quantile * Count), 1);
        long seen = 0;
        foreach (var (bucket, count) in counts.OrderBy(c => c.Key))
        {
            seen += count;
            if (seen >= rank)
            {
                return bucket == 0 ? 0 : (long)Math.Round(Math.Exp((bucket - 0.5) * LogGrowth), MidpointRounding.ToEven);
            }
        }

        return null;
    }

    /// <summary>How many amounts are above a line in nano-USD; those within 3.5 % of it may count either way.</summary>
    public long CountAbove(long nanos)
    {
        var line = BucketOf(nanos);
        return counts.Where(c => c.Key > line).Sum(c => (long)c.Value);
    }

    internal static ushort BucketOf(long nanos) => nanos <= 0 ? (ushort)0 : (ushort)(1 + (Math.Log(nanos) / LogGrowth));

    private void AddBucket(ushort bucket, uint times)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(counts, bucket, out _) += times;
        Count += times;
    }
}
