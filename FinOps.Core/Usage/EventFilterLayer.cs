using System.Runtime.InteropServices;

namespace FinOps.Core.Usage;

/// <summary>A blocked Bloom filter: one cache line for each key, eight bits in it.</summary>
internal sealed class EventFilterLayer
{
    /// <summary>With so many bits a key, fewer than one in a hundred thousand unknown keys seems known, each of which costs a look into every stored hour.</summary>
    private const int BitsPerKey = 32;

    private readonly ulong[] blocks;
    private readonly ulong blockCount;

    public EventFilterLayer(int mebibytes, long keys)
        : this(new ulong[(long)mebibytes * 1024 * 1024 / sizeof(ulong)], keys)
    {
    }

    private EventFilterLayer(ulong[] words, long keys)
    {
        blocks = words;
        blockCount = (ulong)words.Length / 8;
        Keys = keys;
    }

    public long Keys { get; private set; }

    public int Mebibytes => blocks.Length / (1024 * 1024 / sizeof(ulong));

    public long Capacity => blocks.LongLength * 64 / BitsPerKey;

    public ReadOnlySpan<byte> Bits => MemoryMarshal.AsBytes(blocks.AsSpan());

    /// <param name="bits">As saved from <see cref="Bits"/>.</param>
    /// <param name="keys">About how many keys it holds.</param>
    public static EventFilterLayer FromBits(ReadOnlySpan<byte> bits, long keys) => new(MemoryMarshal.Cast<byte, ulong>(bits).ToArray(), keys);

    public void Add(ulong high, ulong low)
    {
        Keys++;
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
