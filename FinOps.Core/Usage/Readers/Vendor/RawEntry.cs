namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>What a value of a usage object is.</summary>
internal enum RawKind : byte
{
    Other,
    Container,

    /// <summary>A whole number that fits 64 bits.</summary>
    Number,
    Fraction,
    Huge,
    Text,
    True,
}

/// <summary>One value of a usage object.</summary>
internal struct RawEntry
{
    public ulong Path;

    /// <summary>The value of a <see cref="RawKind.Number"/>.</summary>
    public long Whole;

    /// <summary>Which object or event of a stream the value comes from; later ones have higher numbers.</summary>
    public int Source;

    /// <summary>Which element of an array; 0 outside of arrays.</summary>
    public int Item;

    /// <summary>Places in the buffer.</summary>
    public TextSlice Name;
    public TextSlice Value;
    public RawKind Kind;
    public bool IsTop;

    /// <summary>Whether a rule has looked at it.</summary>
    public bool IsRead;
}
