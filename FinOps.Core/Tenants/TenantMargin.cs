using FinOps.Core.Costs;

namespace FinOps.Core.Tenants;

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

/// <summary>What one tenant brought in and cost us in a period. Money is nano-USD.</summary>
/// <param name="Row">The tenant.</param>
/// <param name="Revenue">What it brought in.</param>
/// <param name="CostNanos">The effective cost of its calls.</param>
/// <param name="Requests">How many calls.</param>
/// <param name="UnpricedRequests">Of those, how many have no cost yet; the margin is too good by theirs.</param>
public sealed record TenantMargin(TenantRow Row, RevenueSum Revenue, long CostNanos, long Requests, long UnpricedRequests)
{
    /// <summary>Revenue less cost; null without a contract or anything billed.</summary>
    public long? MarginNanos => Revenue.IsKnown ? Revenue.TotalNanos - CostNanos : null;

    /// <summary>The margin as a share of revenue; null where there is none.</summary>
    public decimal? GrossMargin => Revenue.IsKnown && Revenue.TotalNanos > 0 ? (decimal)(Revenue.TotalNanos - CostNanos) / Revenue.TotalNanos : null;

    /// <summary>Cost as a share of revenue; null where there is none.</summary>
    public decimal? CostToRevenue => Revenue.IsKnown && Revenue.TotalNanos > 0 ? (decimal)CostNanos / Revenue.TotalNanos : null;

    public MarginGap Gap => !Revenue.IsKnown ? MarginGap.NoContract : Revenue.TotalNanos <= 0 ? MarginGap.NoRevenue : MarginGap.None;

    /// <summary>Whether the tenant costs more than it brings in.</summary>
    public bool IsUnprofitable => MarginNanos < 0;

    /// <summary>Whether the tenant's gross margin lies under a line; one that costs more than it brings in does under any.</summary>
    public bool IsBelow(decimal line) => IsUnprofitable || GrossMargin < line;
}

/// <summary>Margins of all tenants in a period.</summary>
/// <param name="From">First day.</param>
/// <param name="To">First day that is not in it.</param>
/// <param name="Tenants">Least margin first; those whose margin cannot be told last, by falling cost.</param>
/// <param name="UnattributedNanos">Cost of calls that name no tenant: nobody's, but not nothing.</param>
/// <param name="AsOfUtc">How fresh the cost is.</param>
public sealed record MarginTable(DateOnly From, DateOnly To, IReadOnlyList<TenantMargin> Tenants, long UnattributedNanos, DateTime? AsOfUtc)
{
    public long RevenueNanos => Tenants.Sum(t => t.Revenue.TotalNanos);

    public long CostNanos => Tenants.Sum(t => t.CostNanos) + UnattributedNanos;

    public long MarginNanos => RevenueNanos - CostNanos;

    /// <summary>Margin as a share of revenue; null without revenue.</summary>
    public decimal? GrossMargin => RevenueNanos > 0 ? (decimal)MarginNanos / RevenueNanos : null;

    public int UnprofitableCount => Tenants.Count(t => t.IsUnprofitable);
}

/// <summary>One tier in a period: what its tenants bring in and cost together.</summary>
/// <param name="Tier">Its key; empty for tenants without one.</param>
public sealed record TierMargin(string Tier, int Tenants, long RevenueNanos, long CostNanos)
{
    public long MarginNanos => RevenueNanos - CostNanos;

    public decimal? GrossMargin => RevenueNanos > 0 ? (decimal)MarginNanos / RevenueNanos : null;

    public static IReadOnlyList<TierMargin> Of(IEnumerable<TenantMargin> tenants) =>
    [
        .. tenants.GroupBy(t => t.Row.Tenant?.Tier ?? "", StringComparer.Ordinal)
            .Select(g => new TierMargin(g.Key, g.Count(), g.Sum(t => t.Revenue.TotalNanos), g.Sum(t => t.CostNanos)))
            .OrderByDescending(t => t.MarginNanos),
    ];
}

/// <summary>Reads margins. Revenue and cost are cut to the tenants the actor may see.</summary>
public sealed class MarginQueries(TenantQueries tenants, CostQueries costs)
{
    /// <summary>The margins of all tenants in the days from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public async Task<MarginTable> OfPeriodAsync(DateOnly from, DateOnly to, Access.Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Access.Permission.ViewCosts);
        var scope = actor.TenantsFor(Access.Permission.ViewCosts);
        var query = new CostQuery(from.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), to.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)) { GroupBy = [CostDimension.Tenant], ForReport = true };
        var cost = await costs.RunAsync(query, scope, cancellation);
        var byKey = cost.Rows.ToDictionary(r => r.Keys[0], r => r.Measures, StringComparer.Ordinal);
        var revenue = await tenants.RevenueAsync(from, to, actor, cancellation);
        var rows = await tenants.ListAsync(LastDay(from, to), actor, cancellation);
        var margins = rows.Select(row => Of(row, revenue.GetValueOrDefault(row.Id), byKey.GetValueOrDefault(row.Key)))
            .Where(m => m.CostNanos != 0 || m.Requests != 0 || m.Revenue.IsKnown)
            .OrderBy(m => m.MarginNanos is null).ThenBy(m => m.MarginNanos ?? -m.CostNanos).ThenBy(m => m.Row.Key, StringComparer.Ordinal);
        return new MarginTable(from, to, [.. margins], byKey.GetValueOrDefault("")?.EffectiveCostNanos ?? 0, cost.AsOfUtc);
    }

    private static TenantMargin Of(TenantRow row, RevenueSum revenue, CostMeasures? cost) =>
        new(row, revenue, cost?.EffectiveCostNanos ?? 0, cost?.Requests ?? 0, cost?.UnpricedRequests ?? 0);

    /// <summary>Terms are shown as they are today, or at the end of a period that is over.</summary>
    private DateOnly LastDay(DateOnly from, DateOnly to)
    {
        var today = tenants.Today;
        return today < from ? from : today < to ? today : to.AddDays(-1);
    }
}
