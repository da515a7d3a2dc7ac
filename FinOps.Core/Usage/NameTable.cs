using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using FinOps.Core.Data;

namespace FinOps.Core.Usage;

/// <summary>A name seen in this import, and the id of its <see cref="Dimension"/> once the writer has stored it.</summary>
internal sealed class NamedValue(DimensionKind kind, string parent, string key, byte[] utf8)
{
    public DimensionKind Kind { get; } = kind;
    public string Parent { get; } = parent;
    public string Key { get; } = key;
    public byte[] Utf8 { get; } = utf8;

    /// <summary>0 until stored; only the writer sets it.</summary>
    public int Id { get; set; }
}

/// <summary>Finds names by their UTF-8 bytes without making strings. Filled by the parsing thread; slots stay valid for the whole import.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<ulong, int> slotByHash = [];
    private readonly List<NamedValue?> values = [null];

    public int Count => values.Count;

    /// <summary>The slot of a name, made if need be; new names are also put on the list for the writer. Slot 0 means "not reported".</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int SlotOf(DimensionKind kind, ReadOnlySpan<byte> parent, ReadOnlySpan<byte> key, List<NamedValue> added)
    {
        if (key.IsEmpty)
        {
            return 0;
        }

        var hash = XxHash3.HashToUInt64(key, (long)kind);
        hash = parent.IsEmpty ? hash : XxHash3.HashToUInt64(parent, (long)hash);
        for (; slotByHash.TryGetValue(hash, out var slot); hash++)
        {
            var value = values[slot]!;
            if (value.Kind == kind && key.SequenceEqual(value.Utf8) && (parent.IsEmpty || Encoding.UTF8.GetString(parent) == value.Parent))
            {
                return slot;
            }
        }

        var name = new NamedValue(kind, Encoding.UTF8.GetString(parent), Encoding.UTF8.GetString(key), key.ToArray());
        values.Add(name);
        added.Add(name);
        slotByHash[hash] = values.Count - 1;
        return values.Count - 1;
    }

    public NamedValue At(int slot) => values[slot]!;
}
