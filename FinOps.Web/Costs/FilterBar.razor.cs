using FinOps.Core.Costs;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Costs;

/// <summary>Period, comparison and filters. Every choice becomes an address, so links and Back work.</summary>
public sealed partial class FilterBar(KnownNames names, CurrentActor current, TimeProvider time)
{
    private static readonly CostDimension[] Picked = [CostDimension.Environment, CostDimension.Tenant, CostDimension.Feature, CostDimension.Model];
    private KnownNameLists known = KnownNameLists.None;
    private DateOnly from;
    private DateOnly to;

    [Parameter, EditorRequired] public CostView View { get; set; } = new();

    /// <summary>Called with the view to show instead.</summary>
    [Parameter] public EventCallback<CostView> OnShow { get; set; }

    /// <summary>The dimension that the page itself is about.</summary>
    [Parameter] public CostDimension? Hidden { get; set; }

    /// <summary>False where nothing can be set against the period before.</summary>
    [Parameter] public bool HasCompare { get; set; } = true;

    [Parameter] public RenderFragment? ChildContent { get; set; }

    private CostPeriod Period => View.PeriodAt(time.GetUtcNow().UtcDateTime);

    private CostPeriod Previous => View.PreviousAt(time.GetUtcNow().UtcDateTime);

    private string RangeText => View.Range == RangePreset.Custom ? Period.Text : CostRange.TextOf(View.Range);

    private IEnumerable<(CostDimension Dimension, string Title, IReadOnlyList<(string Key, string Name)> Options)> Pickers =>
        Picked.Where(d => d != Hidden).Select(d => (d, d.ToString(), OptionsOf(d)));

    private IEnumerable<(CostDimension Dimension, string Value)> OtherFilters =>
        View.Filters.Where(f => !Picked.Contains(f.Key) && f.Key != Hidden).SelectMany(f => f.Value.Select(v => (f.Key, v)));

    protected override async Task OnParametersSetAsync()
    {
        var period = Period;
        (from, to) = (DateOnly.FromDateTime(period.FromUtc), DateOnly.FromDateTime(period.ToUtc.AddDays(-1)));
        known = await names.GetAsync((await current.GetAsync()).Sees, CancellationToken.None);
    }

    private IReadOnlyList<(string Key, string Name)> OptionsOf(CostDimension dimension) => dimension switch
    {
        CostDimension.Environment => Named(known.Environments),
        CostDimension.Feature => Named(known.Features),
        CostDimension.Model => Named(known.Models),
        CostDimension.Tenant => [.. known.Tenants.Select(t => (t.Key, t.Name))],
        _ => [],
    };

    private static IReadOnlyList<(string Key, string Name)> Named(IReadOnlyList<string> keys) => [.. keys.Select(k => (k, k))];

    private Task Show(CostView view) => OnShow.InvokeAsync(view);

    private Task ShowRange(RangePreset preset) => Show(View with { Range = preset, From = null, To = null });

    private Task ShowCustom() => Show(View with { Range = RangePreset.Custom, From = from < to ? from : to, To = from < to ? to : from });
}
