using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>
/// A vendor's usage object, laid flat: each value with its path. Reusable and not thread-safe.
/// An array holds the usage objects or events of one cumulative stream: of each value the last one counts, none are added up.
/// Whole answers and events may stand for the object: what wraps the usage is taken off.
/// </summary>
internal sealed class RawUsage
{
    /// <summary>No vendor reports nearly as many values; more is no usage object.</summary>
    private const int MaxEntries = 4_096;

    private static ReadOnlySpan<byte> Elements => "[]"u8;
    private static readonly ulong Metadata = new VendorPath("metadata").Hash;
    private static readonly ulong Delta = new VendorPath("delta").Hash;

    private RawEntry[] entries = new RawEntry[64];
    private int count;
    private int sources;
    private int items;
    private bool isTooLarge;
    private byte[] buffer = [];
    private int start;

    /// <summary>The largest count that is believed.</summary>
    public int MaxCount { get; set; } = int.MaxValue;

    /// <summary>The first thing that was wrong with a value that a rule read.</summary>
    public UsageFault? Fault { get; private set; }

    /// <summary>True when the vendor reported nothing: null, an empty object, or a wrapper around them.</summary>
    public bool IsNothing { get; private set; }

    /// <summary>True when a count of a cumulative stream is smaller at its end than it was before.</summary>
    public bool HasFallen { get; private set; }

    /// <summary>Lays the object flat. The bytes are valid JSON and must stay as they are until the rules have read it.</summary>
    public UsageFault? Read(byte[] json, int offset, int length)
    {
        (buffer, start, count, sources, items) = (json, offset, 0, 0, 0);
        (Fault, IsNothing, HasFallen, isTooLarge) = (null, false, false, false);
        var reader = new Utf8JsonReader(json.AsSpan(offset, length), new JsonReaderOptions { MaxDepth = 32 });
        reader.Read();
        var hasNull = false;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.StartObject:
                ReadObject(ref reader, VendorPath.Root, ++sources, 0, ref hasNull);
                break;
            case JsonTokenType.StartArray when !ReadEvents(ref reader, ref hasNull):
                return UsageFaults.WrongType("usage", "the provider's usage object, or an array of the usage objects of one stream");
            case JsonTokenType.StartArray:
                break;
            default:
                return UsageFaults.WrongType("usage", "the provider's usage object as it was returned");
        }

        IsNothing = count == 0 || (hasNull && !HasCounts());
        return isTooLarge ? UsageFaults.UnknownUsage("usage", "holds too many values to be a usage object. Send only the usage part of the answer.") : null;
    }

    /// <summary>Whether the object has a value at the path.</summary>
    public bool Has(VendorPath path) => Find(path.Hash) >= 0;

    /// <summary>The whole number at the path; null when there is none. A value that is none, or below 0, is a fault.</summary>
    public long? Count(VendorPath path)
    {
        var index = Find(path.Hash);
        if (index < 0)
        {
            return null;
        }

        ref var entry = ref entries[index];
        entry.IsRead = true;
        if (entry.Kind == RawKind.Number)
        {
            CheckStream(index);
            Fault ??= entry.Whole < 0 ? UsageFaults.Negative(path.Field) : entry.Whole > MaxCount ? UsageFaults.Absurd(path.Field, MaxCount) : null;
            return Fault is null ? entry.Whole : 0;
        }

        Fault ??= entry.Kind == RawKind.Huge ? UsageFaults.Absurd(path.Field, MaxCount) : UsageFaults.WrongType(path.Field, "a whole number");
        return 0;
    }

    /// <summary>The first of the paths that has a whole number; null when none has. Hosts repeat one count under several names.</summary>
    public long? Count(VendorPath path, VendorPath other)
    {
        var first = Count(path);
        return Count(other) is { } second && first is null ? second : first;
    }

    /// <summary>Marks a value as understood though it is not charged, e.g. a part that has no price of its own.</summary>
    public void Ignore(VendorPath path)
    {
        if (Find(path.Hash) is var index and >= 0)
        {
            entries[index].IsRead = true;
        }
    }

    /// <summary>The text at the path, as a place in the buffer; empty when there is none.</summary>
    public TextSlice Text(VendorPath path)
    {
        var index = Find(path.Hash);
        return index >= 0 && entries[index].Kind == RawKind.Text ? entries[index].Value : default;
    }

    /// <summary>True when the value at the path is <c>true</c>.</summary>
    public bool IsTrue(VendorPath path) => Find(path.Hash) is var index and >= 0 && entries[index].Kind == RawKind.True;

    /// <summary>The number or number in a text at the path; null when there is none.</summary>
    public decimal? Number(VendorPath path)
    {
        var index = Find(path.Hash);
        if (index < 0 || entries[index].Kind is not (RawKind.Number or RawKind.Fraction or RawKind.Text))
        {
            return null;
        }

        var text = Bytes(entries[index].Value);
        return Utf8Parser.TryParse(text, out decimal number, out var used) && used == text.Length ? number : null;
    }

    public bool Is(TextSlice text, ReadOnlySpan<byte> value) => Ascii.EqualsIgnoreCase(Bytes(text), value);

    public ReadOnlySpan<byte> Bytes(TextSlice text) => buffer.AsSpan(text.Offset, text.Length);

    /// <summary>Adds up one number over the elements of an array whose text at another path is one of two; null when no element is.</summary>
    public long? Sum(VendorPath number, VendorPath label, ReadOnlySpan<byte> value, ReadOnlySpan<byte> other = default)
    {
        long? sum = null;
        var last = Find(label.Hash);
        for (var i = 0; i < count; i++)
        {
            if (last >= 0 && entries[i].Path == label.Hash && entries[i].Source == entries[last].Source && entries[i].Kind == RawKind.Text
                && (EndsWith(entries[i].Value, value) || (!other.IsEmpty && EndsWith(entries[i].Value, other))))
            {
                sum = (sum ?? 0) + CountOf(number, entries[i].Item);
            }
        }

        return sum;
    }

    /// <summary>Whether an element of an array has another text at the path than the one.</summary>
    public bool HasOther(VendorPath label, ReadOnlySpan<byte> value)
    {
        for (var i = 0; i < count; i++)
        {
            if (entries[i].Path == label.Hash && entries[i].Kind == RawKind.Text && !Is(entries[i].Value, value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the object counts tokens that no rule has read.</summary>
    public bool HasUnread()
    {
        for (var i = 0; i < count; i++)
        {
            if (!entries[i].IsRead && entries[i].Kind == RawKind.Number && entries[i].Whole > 0 && entries[i].Item == 0
                && VendorNames.IsTokenCount(Bytes(entries[i].Name)) && !entries[Find(entries[i].Path)].IsRead)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The names at the top of the object, for a message.</summary>
    public string Names()
    {
        var names = new List<string>();
        for (var i = 0; i < count && names.Count < 8; i++)
        {
            if (entries[i].IsTop && entries[i].Name.Length <= 64)
            {
                names.Add(Encoding.UTF8.GetString(Bytes(entries[i].Name)));
            }
        }

        return names.Count == 0 ? "no fields" : string.Join(", ", names.Distinct(StringComparer.Ordinal));
    }

    private bool ReadEvents(ref Utf8JsonReader reader, ref bool hasNull)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    ReadObject(ref reader, VendorPath.Root, ++sources, 0, ref hasNull);
                    break;
                case JsonTokenType.Null:
                    hasNull = true;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private void ReadObject(ref Utf8JsonReader reader, ulong path, int source, int item, ref bool hasNull)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueIsEscaped ? default : reader.ValueSpan;
            var nameSlice = new TextSlice(start + (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            var isWrapper = item == 0 && (path == VendorPath.Root ? VendorNames.IsWrapper(name) : (path == Metadata || path == Delta) && name.SequenceEqual("usage"u8));
            var isList = VendorNames.IsList(name);
            var below = reader.ValueIsEscaped ? ulong.MaxValue : VendorPath.Below(path, name);
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject when isWrapper:
                    ReadObject(ref reader, VendorPath.Root, ++sources, 0, ref hasNull);
                    break;
                case JsonTokenType.StartObject:
                    Add(ref reader, new RawEntry { Path = below, Source = source, Item = item, Name = nameSlice, Kind = RawKind.Container, IsTop = path == VendorPath.Root });
                    ReadObject(ref reader, below, source, item, ref hasNull);
                    break;
                case JsonTokenType.StartArray when isList:
                    ReadList(ref reader, VendorPath.Below(below, Elements), source, ref hasNull);
                    break;
                case JsonTokenType.Null:
                    hasNull |= isWrapper;
                    break;
                default:
                    Add(ref reader, new RawEntry { Path = below, Source = source, Item = item, Name = nameSlice, IsTop = path == VendorPath.Root });
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadList(ref Utf8JsonReader reader, ulong path, int source, ref bool hasNull)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, path, source, ++items, ref hasNull);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Add(ref Utf8JsonReader reader, RawEntry entry)
    {
        if (count == MaxEntries)
        {
            isTooLarge = true;
            return;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                entry.Value = new TextSlice(start + (int)reader.TokenStartIndex, reader.ValueSpan.Length);
                entry.Kind = reader.TryGetInt64(out entry.Whole) ? RawKind.Number : KindOf(ref reader, ref entry.Whole);
                break;
            case JsonTokenType.String when !reader.ValueIsEscaped:
                entry.Value = new TextSlice(start + (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                entry.Kind = RawKind.Text;
                break;
            case JsonTokenType.True:
                entry.Kind = RawKind.True;
                break;
            default:
                break;
        }

        if (count == entries.Length)
        {
            Array.Resize(ref entries, entries.Length * 2);
        }

        entries[count++] = entry;
    }

    /// <summary>Some vendors write counts as 12.0.</summary>
    private static RawKind KindOf(ref Utf8JsonReader reader, ref long whole)
    {
        if (!reader.TryGetDecimal(out var number) || number is > long.MaxValue or < long.MinValue)
        {
            return RawKind.Huge;
        }

        whole = decimal.IsInteger(number) ? (long)number : 0;
        return decimal.IsInteger(number) ? RawKind.Number : RawKind.Fraction;
    }

    /// <summary>The last value at the path; -1 when there is none. The same key twice in one object is a fault.</summary>
    private int Find(ulong path)
    {
        var found = -1;
        for (var i = count - 1; i >= 0; i--)
        {
            if (entries[i].Path != path)
            {
                continue;
            }

            if (found < 0)
            {
                found = i;
            }
            else if (entries[i].Source == entries[found].Source && entries[i].Item == entries[found].Item)
            {
                Fault ??= UsageFaults.DuplicateKey($"usage.{Encoding.UTF8.GetString(Bytes(entries[i].Name))}");
            }
        }

        return found;
    }

    private long CountOf(VendorPath number, int item)
    {
        for (var i = 0; i < count; i++)
        {
            if (entries[i].Path != number.Hash || entries[i].Item != item)
            {
                continue;
            }

            var isCount = entries[i].Kind == RawKind.Number && entries[i].Whole >= 0 && entries[i].Whole <= MaxCount;
            Fault ??= isCount ? null : UsageFaults.WrongType(number.Field, "a whole number from 0");
            return isCount ? entries[i].Whole : 0;
        }

        return 0;
    }

    private void CheckStream(int index)
    {
        for (var i = index - 1; sources > 1 && i >= 0; i--)
        {
            HasFallen |= entries[i].Path == entries[index].Path && entries[i].Kind == RawKind.Number && entries[i].Whole > entries[index].Whole;
        }
    }

    private bool HasCounts()
    {
        for (var i = 0; i < count; i++)
        {
            if (entries[i].Kind == RawKind.Number && VendorNames.IsTokenCount(Bytes(entries[i].Name)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Some libraries write <c>MediaModality.AUDIO</c> for <c>AUDIO</c>.</summary>
    private bool EndsWith(TextSlice text, ReadOnlySpan<byte> value)
    {
        var bytes = Bytes(text);
        var dot = bytes.LastIndexOf((byte)'.');
        return Ascii.EqualsIgnoreCase(bytes[(dot + 1)..], value);
    }
}
