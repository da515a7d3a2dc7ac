using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Margins;
using FinOps.Web.Costs;
using FinOps.Web.Tenants;

namespace FinOps.Web.Overview;

/// <summary>A tenant that earns little, and why.</summary>
/// <param name="Main">The feature that costs most; empty when none was reported.</param>
/// <param name="MainShare">Its share of the tenant's cost.</param>
public sealed record LeastProfitable(TenantMargin Margin, string Main, double? MainShare);

/// <summary>The margins of the overview.</summary>
/// <param name="Table">Of the period of the page; null when filters leave only a part of the cost.</param>
/// <param name="GrossBefore">The gross margin of the period before; null when nothing is compared or came in.</param>
/// <param name="Least">Those that lose most, or earn least.</param>
/// <param name="Turned">Tenants that are under the red line now, newest first.</param>
public sealed record MarginOverview(MarginTable? Table, decimal? GrossBefore, IReadOnlyList<LeastProfitable> Least, IReadOnlyList<TurnRow> Turned)
{
    public static readonly MarginOverview None = new(null, null, [], []);
}

/// <summary>Reads the margins of the overview.</summary>
public sealed class MarginOverviews(TenantsTable tenants, MarginQueries margins, MarginTurnQueries turns, CostQueries costs)
{
    private const int Shown = 6;

    /// <param name="table">Costs by tenant in the view of the page.</param>
    public async Task<MarginOverview> ReadAsync(CostTable table, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(actor);
        if (await tenants.MarginsAsync(table, actor, cancellation) is not { } now)
        {
            return MarginOverview.None;
        }

        // Those that pay come first: that a free tenant costs is no news.
        var least = now.Tenants.Where(t => t.Standing is MarginStanding.Unprofitable or MarginStanding.UnderTheLine or MarginStanding.Healthy)
            .OrderBy(t => t.MarginNanos).Take(Shown).ToList();
        return new MarginOverview(now, await BeforeAsync(table, actor, cancellation), await WhyAsync(least, table, cancellation), await turns.OpenAsync(actor, cancellation));
    }

    private async Task<decimal?> BeforeAsync(CostTable table, Actor actor, CancellationToken cancellation)
    {
        if (table.Before is not { } before || table.View.HasFilters)
        {
            return null;
        }

        var revenue = await margins.RevenueAsync(DateOnly.FromDateTime(table.Previous.FromUtc), table.Previous.ToUtc, actor, cancellation);
        return revenue > 0 ? (decimal)(revenue - before.EffectiveCostNanos) / revenue : null;
    }

    private async Task<IReadOnlyList<LeastProfitable>> WhyAsync(List<TenantMargin> least, CostTable table, CancellationToken cancellation)
    {
        if (least.Count == 0)
        {
            return [];
        }

        var query = new CostQuery(table.Period.FromUtc, table.Period.ToUtc) { GroupBy = [CostDimension.Tenant, CostDimension.Feature], Filters = [new(CostDimension.Tenant, [.. least.Select(t => t.Row.Key)])], ForReport = true };
        var byTenant = (await costs.RunAsync(query, table.Scope, cancellation)).Rows.ToLookup(r => r.Keys[0], StringComparer.Ordinal);
        return [.. least.Select(t => byTenant[t.Row.Key].MaxBy(r => r.Measures.EffectiveCostNanos) is { } top
            ? new LeastProfitable(t, top.Keys[1], CostFormat.Share(top.Measures.EffectiveCostNanos, t.CostNanos))
            : new LeastProfitable(t, "", null))];
    }
}
