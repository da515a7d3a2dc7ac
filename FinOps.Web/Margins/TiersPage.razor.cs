using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Margins;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.Tenants;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Margins;

/// <summary>What the page of tiers shows.</summary>
public sealed record TiersData(MarginTable Table, TierView View, CostSkew Tenants, CostSkew Users);

/// <summary>Which tier carries which?</summary>
public sealed partial class TiersPage
{
    internal static readonly IReadOnlyList<TableColumn<TierMargin>> Columns =
    [
        new("tier", "Tier", ColumnKind.Text, t => t.Name),
        new("tenants", "Tenants", ColumnKind.Count, t => (long)t.Tenants) { Explanation = "Tenants of which it is known what they pay." },
        new("revenue", "Revenue", ColumnKind.Usd, t => t.RevenueNanos),
        new("cost", "Cost", ColumnKind.Usd, t => t.CostNanos),
        new("margin", "Margin", ColumnKind.Margin, t => t.MarginNanos) { Explanation = "Revenue less cost of the tenants whose terms are known." },
        new("gross-margin", "Margin %", ColumnKind.MarginShare, t => (double?)t.GrossMargin) { Explanation = "Margin as a share of revenue. A dash where nothing came in to divide by." },
        new("losses", "Losses within", ColumnKind.Usd, t => t.LossNanos) { Explanation = "What its tenants lose that cost more than they bring in." },
        new("unknown", "Without terms", ColumnKind.Count, t => (long)t.WithoutTerms) { Explanation = "Tenants without a contract and without bills: they have no margin." },
        new("unknown-cost", "Their cost", ColumnKind.Usd, t => t.CostWithoutTermsNanos) { Explanation = "What the tenants without terms cost; it is in no margin of a tier." },
    ];

    [Inject] private MarginQueries Margins { get; set; } = default!;

    protected override async Task<TiersData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var period = Period;
        var (from, to) = TenantsTable.DaysOf(period);
        var table = await Margins.OfPeriodAsync(from, to, await ActorAsync(), cancellation);
        var users = await Queries.RunAsync(new CostQuery(period.FromUtc, period.ToUtc) { GroupBy = [CostDimension.User], ForReport = true }, scope, cancellation);
        return new(
            table,
            await Margins.TiersAsync(table, cancellation),
            CostSkew.Of(table.Tenants.Select(t => t.CostNanos)),
            CostSkew.Of(users.Rows.Where(r => r.Keys[0].Length > 0).Select(r => r.Measures.EffectiveCostNanos)));
    }

    private static string Sentence(TiersData data)
    {
        var losing = data.View.Tiers.Where(t => t.MarginNanos < 0).Select(t => t.Name).ToList();
        return losing.Count == 0 ? "Every tier earns its cost."
            : $"{string.Join(" and ", losing)} {(losing.Count == 1 ? "loses" : "lose")} {CostFormat.Usd(data.View.LostNanos)}{(data.View.Ratio is { } ratio ? $": {MarginText.Percent(ratio)} of what the other tiers earn" : "")}.";
    }

    private static string Name(TiersData data, string key) => data.View.Tiers.First(t => t.Key == key).Name;

    private string TenantsOf(string tier) => "/tenants" + (View with { Group = null, Filters = new Dictionary<CostDimension, IReadOnlyList<string>>() }).WithFilter(CostDimension.Tier, tier).ToQuery();
}
