using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Tenants;

/// <summary>What does this tenant spend, and on what?</summary>
public sealed partial class TenantPage
{
    private static readonly IReadOnlyList<(CostDimension Dimension, string Text)> Splits =
    [
        (CostDimension.Feature, "Features"), (CostDimension.Model, "Models"), (CostDimension.User, "Users"), (CostDimension.Layer, "Layers"), (CostDimension.Environment, "Environments"),
    ];

    private KnownTenant? tenant;

    [Parameter] public string Segment { get; set; } = "";

    [Inject] private CostTables Tables { get; set; } = default!;

    protected override string Identity => Segment;

    protected override CostView Asked => Filtered;

    private string Key => CostLinks.Decode(Segment);

    private string Name => tenant?.Name ?? CostTables.NameOf(CostDimension.Tenant, Key);

    private CostView Filtered => (View with { Group = null }).WithFilter(CostDimension.Tenant, Key);

    private string Up => (View with { Group = null }).ToQuery();

    protected override async Task OnParametersSetAsync()
    {
        tenant = (await Names.GetAsync(await ScopeAsync(), CancellationToken.None)).Tenant(Key);
        await base.OnParametersSetAsync();
    }

    protected override async Task<DetailData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var split = GroupSwitch.Resolve(view, Splits, CostDimension.Feature);
        return new(await Tables.BreakDownAsync(split, Filtered, scope, cancellation), await Tables.OverTimeAsync(split, Filtered, scope, cancellation));
    }
}
