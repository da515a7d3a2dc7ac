using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FinOps.Core.Layers;
using FinOps.Core.Pricing;

namespace FinOps.Core.Usage;

/// <summary>The dimensions of a report as names of this import, in the order of <see cref="Data.DimensionKind"/> less one; null means "not reported".</summary>
[InlineArray(DimensionTexts.Count)]
internal struct NamedValues
{
    private NamedValue? first;
}

/// <summary>What the product adds to a report: names, price and layers.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RatedUsage
{
    public NamedValues Names;
    public int PriceId;

    /// <summary>The contract whose discount was taken off, or 0.</summary>
    public int DiscountPriceId;
    public UnpricedReason Reason;
    public LayerTokens LayerTokens;
    public UsageCost Cost;
    public LayerCost LayerCost;

    /// <summary>The cost that comes too late for a closed month; set by the store, which knows what is closed.</summary>
    public long CorrectionNanos;
}

/// <summary>A batch that is parsed and priced, ready to be written.</summary>
internal sealed class RatedBatch
{
    public RatedBatch(int maxLines = UsageBatch.DefaultMaxLines, int bufferBytes = UsageBatch.DefaultBufferBytes)
    {
        Lines = new UsageBatch(maxLines, bufferBytes);
        Reports = new UsageReport[maxLines];
        Rated = new RatedUsage[maxLines];
        IsNew = new bool[maxLines];
    }

    /// <summary>The row of the import that brings these lines; set by the store.</summary>
    public int ImportFileId { get; set; }

    public UsageBatch Lines { get; }

    public UsageReport[] Reports { get; }

    public RatedUsage[] Rated { get; }

    /// <summary>Which reports the store found to be new; set by the store.</summary>
    public bool[] IsNew { get; }

    public int Count { get; set; }

    /// <summary>What became of the reports; set by the store.</summary>
    public CommitOutcome Stored { get; set; }

    /// <summary>Names that this batch is the first to mention.</summary>
    public List<NamedValue> NewNames { get; } = [];

    /// <summary>Unknown field names seen so far; null when nothing changed.</summary>
    public string? UnknownFields { get; set; }

    public ReadOnlySpan<byte> Text(TextSlice slice) => Lines.Buffer.AsSpan(slice.Offset, slice.Length);

    public void Clear()
    {
        Lines.Clear();
        NewNames.Clear();
        Count = 0;
        UnknownFields = null;
    }
}
