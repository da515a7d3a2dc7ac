using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Web.Charts;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Layers;

/// <summary>What the layers page shows.</summary>
public sealed record LayersData(CostTable Table, CostTable Features, CostTimeline Timeline)
{
    public CostMeasures Total => Table.Total;

    public IReadOnlyList<ChartSeries> Shares => TimelineSeries.AsShares(Timeline.Series);

    /// <summary>Groups with spend in the period.</summary>
    public IReadOnlyList<CostGroup> Used => [.. Table.Groups.Where(g => g.CostNanos > 0)];

    /// <summary>Features with unsplit requests, the dearest first.</summary>
    public IReadOnlyList<CostGroup> Unsplit => [.. Features.Groups.Where(g => g.Measures.UnsplitRequests > 0)];
}

/// <summary>Where do the tokens go?</summary>
public sealed partial class LayersPage
{
    private static readonly IReadOnlyList<(CostDimension Dimension, string Text)> Splits =
        [(CostDimension.Feature, "Feature"), (CostDimension.Tenant, "Tenant"), (CostDimension.Model, "Model")];

    private static readonly IReadOnlyList<TableColumn<CostGroup>> UnsplitColumns =
    [
        new("feature", "Feature", ColumnKind.Text, g => g.Name),
        new("unsplit-spend", "Unsplit spend", ColumnKind.Usd, g => g.Measures.UnsplitCostNanos),
        new("unsplit-requests", "Unsplit requests", ColumnKind.Count, g => g.Measures.UnsplitRequests),
        new("unsplit-share", "Of its requests", ColumnKind.Share, g => CostFormat.Share(g.Measures.UnsplitRequests, g.Measures.Requests)),
    ];

    [Inject] private CostTables Tables { get; set; } = default!;

    protected override async Task<LayersData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var alone = view with { Compare = false };
        var by = GroupSwitch.Resolve(view, Splits, CostDimension.Feature);
        var table = await Tables.BreakDownAsync(by, alone, scope, cancellation);
        var features = by == CostDimension.Feature ? table : await Tables.BreakDownAsync(CostDimension.Feature, alone, scope, cancellation);
        return new(table, features, await Tables.OverTimeAsync(CostDimension.Layer, view, scope, cancellation));
    }

    private string HrefOf(CostGroup group)
    {
        var onward = View with { Group = null };
        return Data!.Table.By switch
        {
            CostDimension.Tenant => CostLinks.Tenant(group.Key, onward),
            CostDimension.Feature => CostLinks.Feature(group.Key, onward),
            _ => "/layers" + View.WithFilter(Data.Table.By, group.Key).ToQuery(),
        };
    }
}
