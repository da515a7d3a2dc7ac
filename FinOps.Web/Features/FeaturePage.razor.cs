using FinOps.Core.Access;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Efficiency;
using FinOps.Core.Releases;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Features;

/// <summary>What the page of a feature shows.</summary>
/// <param name="Upgrades">When its models or its cost per call changed.</param>
public sealed record FeatureData(DetailData Detail, IReadOnlyList<QuietUpgrade> Upgrades, IReadOnlyList<RecordedRelease> Releases)
{
    /// <summary>Budgets that name the feature, the widest first.</summary>
    public IReadOnlyList<BudgetRow> Budgets { get; init; } = [];

    /// <summary>How its input grew; null where too few days have calls.</summary>
    public PromptGrowth? Growth { get; init; }
}

/// <summary>What does this feature cost, per request, and where does it go?</summary>
public sealed partial class FeaturePage
{
    private static readonly IReadOnlyList<(CostDimension Dimension, string Text)> Splits =
    [
        (CostDimension.Layer, "Layers"), (CostDimension.Tenant, "Tenants"), (CostDimension.Model, "Models"), (CostDimension.Route, "Routes"), (CostDimension.Task, "Tasks"), (CostDimension.User, "Users"), (CostDimension.Status, "Status"),
    ];

    [Parameter] public string Segment { get; set; } = "";

    [Inject] private CostTables Tables { get; set; } = default!;

    [Inject] private ReleaseQueries Releases { get; set; } = default!;

    [Inject] private BudgetQueries Budgets { get; set; } = default!;

    [Inject] private EfficiencyQueries Efficiency { get; set; } = default!;

    protected override string Identity => Segment;

    private string Key => CostLinks.Decode(Segment);

    private CostView Filtered => (View with { Group = null }).WithFilter(CostDimension.Feature, Key);

    private string Up => (View with { Group = null }).ToQuery();

    protected override async Task<FeatureData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var split = GroupSwitch.Resolve(view, Splits, CostDimension.Layer);
        var timeline = await Tables.OverTimeAsync(split, Filtered, scope, cancellation);
        var detail = new DetailData(await Tables.BreakDownAsync(split, Filtered, scope, cancellation), timeline)
        {
            Latency = await Tables.LatencyAsync(Filtered, scope, cancellation),
            TokensPerRequest = await Tables.TokensPerRequestAsync(Filtered, scope, timeline.Times, cancellation),
        };
        return new(detail, await Releases.UpgradesAsync(Key, scope, cancellation), await Releases.ListAsync(Key, scope, cancellation))
        {
            Budgets = [.. (await Budgets.ListAsync(await ActorAsync(), cancellation)).Where(b => b.Now is not null && b.Scope.Feature == Key).OrderBy(b => b.Scope.Parts.Count())],
            Growth = await Efficiency.GrowthAsync(Filtered.Ask(Period), scope, cancellation),
        };
    }
}
