using System.Runtime.InteropServices;
using FinOps.Core.Costs;
using FinOps.Core.Layers;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>What a price made of a record. Money is nano-USD.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RerateFigures
{
    /// <summary>0 when there is no price.</summary>
    public int PriceId;

    /// <summary>The contract's discount that was taken off the price; 0 for none.</summary>
    public int DiscountPriceId;
    public UnpricedReason Reason;
    public UsageCost Cost;
    public LayerCost Layers;

    /// <summary>The part of the cost that was booked after the month had been closed.</summary>
    public long CorrectionNanos;

    public readonly bool IsSamePriceAs(in RerateFigures other) =>
        PriceId == other.PriceId && DiscountPriceId == other.DiscountPriceId && Reason == other.Reason && Cost == other.Cost && Layers == other.Layers;
}

/// <summary>One stored record on its way through a rating: what it is, what it cost, what it costs now.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RerateRow
{
    public long Id;
    public long OccurredAtMicros;
    public int Hour;
    public int ImportFileId;

    /// <summary>The record's dimensions; its period is 0.</summary>
    public CellKey Key;

    /// <summary>What is charged; its tool fees are not known before the old price is.</summary>
    public UsageQuantities Usage;
    public LayerTokens Tokens;

    /// <summary>Empty for everywhere.</summary>
    public string HostScope;
    public bool HasClaim;
    public RerateFigures Old;
    public RerateFigures New;

    public readonly long DeltaNanos => New.Cost.TotalNanos - Old.Cost.TotalNanos;
}
