using System.Runtime.InteropServices;

namespace FinOps.Core.Usage;

/// <summary>
/// Remembers event keys in bounded memory: "never seen" is certain, "maybe seen" is to be looked up.
/// A blocked Bloom filter: one cache line for each key, eight bits in it.
/// </summary>
internal sealed class EventFilter
{
    private readonly ulong[] blocks;
    private readonly ulong blockCount;

    public EventFilter(int mebibytes)
        : this(new ulong[(long)mebibytes * 1024 * 1024 / sizeof(ulong)])
    {
    }

    private EventFilter(ulong[] words)
    {
        blocks = words;
        blockCount = (ulong)words.Length / 8;
    }

    /// <summary>All keys of records up to this id are in the filter.</summary>
    public long ThroughRecordId { get; set; }

    public int Mebibytes => blocks.Length / (1024 * 1024 / sizeof(ulong));

    /// <summary>How many keys it holds before more than one in ten thousand unknown ones seems known, each of which costs a look into every stored hour.</summary>
    public long Capacity => blocks.LongLength * 64 / 24;

    public ReadOnlySpan<byte> Bits => MemoryMarshal.AsBytes(blocks.AsSpan());

    public static EventFilter FromBits(ReadOnlySpan<byte> bits, long throughRecordId) =>
        new(MemoryMarshal.Cast<byte, ulong>(bits).ToArray()) { ThroughRecordId = throughRecordId };

    public void Add(ulong high, ulong low)
    {
        var at = BlockOf(high);
        for (var i = 0; i < 8; i++, low >>= 6)
        {
            blocks[at + (ulong)i] |= 1UL << (int)(low & 63);
        }
    }

    public bool MayContain(ulong high, ulong low)
    {
        var at = BlockOf(high);
        for (var i = 0; i < 8; i++, low >>= 6)
        {
            if ((blocks[at + (ulong)i] & 1UL << (int)(low & 63)) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private ulong BlockOf(ulong high) => Math.BigMul(high, blockCount, out _) * 8;
}
