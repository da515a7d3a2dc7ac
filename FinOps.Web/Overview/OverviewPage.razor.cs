using FinOps.Core.Access;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Web.Costs;
using FinOps.Web.Outcomes;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Overview;

/// <summary>What the overview shows.</summary>
/// <param name="Extent">From when to when there is usage; null when there is none.</param>
/// <param name="MayStart">False for who sees only some tenants: that these have no usage does not make the console empty.</param>
/// <param name="Forecast">What this month is expected to cost; null when too little is known.</param>
public sealed record OverviewData(CostPeriod? Extent, CostTimeline Timeline, CostTable Tenants, CostTable Features, SpendForecast? Forecast, MarginOverview Margins, bool MayStart)
{
    private const int Shown = 7;

    public CostMeasures Total => Tenants.Total;

    public CostMeasures? Before => Tenants.Before;

    /// <summary>Budgets that the person sees.</summary>
    public IReadOnlyList<BudgetRow> Budgets { get; init; } = [];

    /// <summary>The month's budget for everything; null where there is none, or filters leave a part.</summary>
    public BudgetRow? WholeMonth { get; init; }

    /// <summary>What one outcome costs; null where there are none.</summary>
    public UnitTile? Unit { get; init; }

    public CostPeriod Previous => Tenants.Previous;

    public DateTime? AsOfUtc => Tenants.AsOfUtc;

    public bool HasUsage => Total.Requests > 0;

    public IReadOnlyList<CostGroup> TopTenants => [.. Tenants.Groups.Where(g => g.CostNanos > 0).Take(Shown)];

    /// <summary>The features whose spend changed most in dollars, either way; the dearest where nothing is compared.</summary>
    public IReadOnlyList<CostGroup> Movers =>
        [.. Features.Groups.OrderByDescending(g => g.Change is { } c ? Math.Abs(c.Now - c.Before) : g.CostNanos).Take(Shown)];
}

/// <summary>How are we doing, and what needs me?</summary>
public sealed partial class OverviewPage
{
    private static readonly IReadOnlyList<(CostDimension Dimension, string Text)> Splits =
    [
        (CostDimension.Layer, "Layer"), (CostDimension.Feature, "Feature"), (CostDimension.Model, "Model"), (CostDimension.Tier, "Tier"),
    ];

    private bool isStarting;

    [Inject] private CostTables Tables { get; set; } = default!;

    [Inject] private UnitFigures Units { get; set; } = default!;
    [Inject] private BudgetQueries Budgets { get; set; } = default!;
    [Inject] private MarginOverviews Margins { get; set; } = default!;

    private CostView Onward => View with { Group = null };

    private string Link => Onward.ToQuery();

    protected override async Task<OverviewData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var extent = await Queries.ExtentAsync(scope, cancellation);
        var split = GroupSwitch.Resolve(view, Splits, CostDimension.Layer);
        var tenants = await Tables.BreakDownAsync(CostDimension.Tenant, view, scope, cancellation);
        var features = await Tables.BreakDownAsync(CostDimension.Feature, view, scope, cancellation);
        var timeline = await Tables.OverTimeAsync(split, view, scope, cancellation);
        var forecast = await Tables.ForecastAsync(view, scope, cancellation);
        var margins = await Margins.ReadAsync(tenants, await ActorAsync(), cancellation);
        var budgets = await Budgets.ListAsync(await ActorAsync(), cancellation);
        return new(extent is var (first, last) ? new CostPeriod(first, last) : null, timeline, tenants, features, forecast, margins, scope.IsAll)
        {
            Unit = await Units.TileAsync(view, scope, cancellation),
            Budgets = budgets,
            WholeMonth = view.HasFilters ? null : budgets.FirstOrDefault(b => b.Now is not null && b.Scope == BudgetScope.Any && b.Budget.Period == BudgetPeriod.Monthly),
        };
    }
}
