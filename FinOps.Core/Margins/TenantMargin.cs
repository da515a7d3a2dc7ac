using FinOps.Core.Tenants;

namespace FinOps.Core.Margins;

/// <summary>Why a margin cannot be told.</summary>
public enum MarginGap
{
    /// <summary>It can.</summary>
    None,

    /// <summary>No contract runs and nothing was billed.</summary>
    NoContract,

    /// <summary>The tenant brought in nothing, so a share of revenue has no meaning.</summary>
    NoRevenue,
}

/// <summary>How a tenant stands, worst first.</summary>
public enum MarginStanding
{
    /// <summary>It costs more than it brings in, though it pays or should.</summary>
    Unprofitable,

    /// <summary>It earns something, but less than its tier is expected to.</summary>
    UnderTheLine,

    /// <summary>It earns what its tier is expected to, or more.</summary>
    Healthy,

    /// <summary>It is known to pay nothing, so all it costs is a loss that others cover.</summary>
    Free,

    /// <summary>Nothing says what it pays.</summary>
    NoContract,
}

/// <summary>What one tenant brought in and cost us in a period. Money is nano-USD.</summary>
/// <param name="Row">The tenant.</param>
/// <param name="Revenue">What it brought in.</param>
/// <param name="CostNanos">The effective cost of its calls.</param>
/// <param name="Requests">How many calls.</param>
/// <param name="UnpricedRequests">Of those, how many have no cost yet; the margin is too good by theirs.</param>
/// <param name="Line">The gross margin that is expected at least, as a share of revenue.</param>
public sealed record TenantMargin(TenantRow Row, RevenueSum Revenue, long CostNanos, long Requests, long UnpricedRequests, decimal Line)
{
    public string Tier => Row.Tenant?.Tier ?? "";

    /// <summary>Revenue less cost; null without a contract or anything billed.</summary>
    public long? MarginNanos => Revenue.IsKnown ? Revenue.TotalNanos - CostNanos : null;

    /// <summary>The margin as a share of revenue; null where there is none.</summary>
    public decimal? GrossMargin => Revenue.IsKnown && Revenue.TotalNanos > 0 ? (decimal)(Revenue.TotalNanos - CostNanos) / Revenue.TotalNanos : null;

    /// <summary>Cost as a share of revenue; null where there is none.</summary>
    public decimal? CostToRevenue => Revenue.IsKnown && Revenue.TotalNanos > 0 ? (decimal)CostNanos / Revenue.TotalNanos : null;

    public MarginGap Gap => !Revenue.IsKnown ? MarginGap.NoContract : Revenue.TotalNanos <= 0 ? MarginGap.NoRevenue : MarginGap.None;

    /// <summary>Known to pay nothing: no fee, nothing billed, nothing given back.</summary>
    public bool IsFree => Revenue is { IsKnown: true, HasEntries: false, TotalNanos: 0 };

    public MarginStanding Standing =>
        !Revenue.IsKnown ? MarginStanding.NoContract
        : IsFree ? MarginStanding.Free
        : MarginNanos < 0 ? MarginStanding.Unprofitable
        : IsBelow(Line) ? MarginStanding.UnderTheLine
        : MarginStanding.Healthy;

    /// <summary>Whether a tenant that pays, or should, costs more than it brings in.</summary>
    public bool IsUnprofitable => Standing == MarginStanding.Unprofitable;

    /// <summary>Whether the tenant's gross margin lies under a line; one that costs more than it brings in does under any.</summary>
    public bool IsBelow(decimal line) => MarginNanos < 0 || GrossMargin < line;

    /// <summary>What would have to come in for the gross margin to reach its line, in nano-USD, rounded up.</summary>
    public long NeededRevenueNanos => (long)Math.Ceiling(CostNanos / (1 - Line));
}
