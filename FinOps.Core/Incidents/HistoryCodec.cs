using System.Buffers.Binary;
using FinOps.Core.Anomalies;

namespace FinOps.Core.Incidents;

/// <summary>Writes the past of a series as bytes: its first bucket, the accepted level, how many buckets, their uses, then their sums.</summary>
internal static class HistoryCodec
{
    private const int Head = 3 * sizeof(int);

    public static byte[] Encode(SeriesHistory past)
    {
        var sums = SliceCodec.Encode(past.Nanos);
        var bytes = new byte[Head + past.Count + sums.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, past.End - past.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), past.LevelFrom ?? int.MinValue);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), past.Count);
        for (var i = 0; i < past.Count; i++)
        {
            bytes[Head + i] = (byte)past.Uses[i];
        }

        sums.CopyTo(bytes.AsSpan(Head + past.Count));
        return bytes;
    }

    public static SeriesHistory Decode(ReadOnlySpan<byte> bytes)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        var (nanos, uses) = (new long[count], new BucketUse[count]);
        for (var i = 0; i < count; i++)
        {
            uses[i] = (BucketUse)bytes[Head + i];
        }

        SliceCodec.Decode(bytes[(Head + count)..], nanos);
        var level = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        var past = SeriesHistory.Of(BinaryPrimitives.ReadInt32LittleEndian(bytes), nanos, uses);
        past.LevelFrom = level == int.MinValue ? null : level;
        return past;
    }
}
