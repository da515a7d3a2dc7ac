namespace FinOps.Core.Margins;

/// <summary>Margins of all tenants in a period.</summary>
/// <param name="From">First day.</param>
/// <param name="To">First day that is not in it.</param>
/// <param name="Tenants">Least margin first; those whose margin cannot be told last, by falling cost.</param>
/// <param name="UnattributedNanos">Cost of calls that name no tenant: nobody's, but not nothing.</param>
/// <param name="AsOfUtc">How fresh the cost is.</param>
public sealed record MarginTable(DateOnly From, DateOnly To, IReadOnlyList<TenantMargin> Tenants, long UnattributedNanos, DateTime? AsOfUtc)
{
    public long RevenueNanos => Tenants.Sum(t => t.Revenue.TotalNanos);

    /// <summary>All cost: also that of tenants without a contract and of calls without a tenant.</summary>
    public long CostNanos => Tenants.Sum(t => t.CostNanos) + UnattributedNanos;

    public long MarginNanos => RevenueNanos - CostNanos;

    /// <summary>Margin as a share of revenue; null without revenue.</summary>
    public decimal? GrossMargin => RevenueNanos > 0 ? (decimal)MarginNanos / RevenueNanos : null;

    public long UnpricedRequests => Tenants.Sum(t => t.UnpricedRequests);

    public int UnprofitableCount => Count(MarginStanding.Unprofitable);

    public int Count(MarginStanding standing) => Tenants.Count(t => t.Standing == standing);

    public long CostOf(MarginStanding standing) => Tenants.Where(t => t.Standing == standing).Sum(t => t.CostNanos);
}
