namespace FinOps.Core.Incidents;

/// <summary>Writes a few thousand numbers by slot as bytes: the distance to the slot before and the value, both in seven bits a byte, zeros left out.</summary>
internal static class SliceCodec
{
    private const int MostBytesPerNumber = 10;

    /// <summary>The bytes of all values that are not 0.</summary>
    public static byte[] Encode(ReadOnlySpan<long> values)
    {
        var used = 0;
        foreach (var value in values)
        {
            used += value == 0 ? 0 : 1;
        }

        var bytes = new byte[used * 2 * MostBytesPerNumber];
        var (at, before) = (0, -1);
        for (var slot = 0; slot < values.Length; slot++)
        {
            if (values[slot] != 0)
            {
                at = Write(bytes, at, (ulong)(slot - before));
                at = Write(bytes, at, ZigZag(values[slot]));
                before = slot;
            }
        }

        return bytes.AsSpan(0, at).ToArray();
    }

    /// <summary>Puts values into their slots; the others stay as they are.</summary>
    public static void Decode(ReadOnlySpan<byte> bytes, Span<long> values)
    {
        for (var (at, slot) = (0, -1); at < bytes.Length;)
        {
            slot += (int)Read(bytes, ref at);
            var value = UnZigZag(Read(bytes, ref at));
            if ((uint)slot < (uint)values.Length)
            {
                values[slot] = value;
            }
        }
    }

    /// <summary>The value of one slot.</summary>
    public static long ValueAt(ReadOnlySpan<byte> bytes, int wanted)
    {
        for (var (at, slot) = (0, -1); at < bytes.Length;)
        {
            slot += (int)Read(bytes, ref at);
            var value = Read(bytes, ref at);
            if (slot >= wanted)
            {
                return slot == wanted ? UnZigZag(value) : 0;
            }
        }

        return 0;
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static int Write(byte[] bytes, int at, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            bytes[at++] = (byte)(number | 0x80);
        }

        bytes[at++] = (byte)number;
        return at;
    }

    private static ulong Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong number = 0;
        for (var shift = 0; at < bytes.Length && shift < 64; shift += 7)
        {
            var part = bytes[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                break;
            }
        }

        return number;
    }
}
