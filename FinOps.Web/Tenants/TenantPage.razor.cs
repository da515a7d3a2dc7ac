using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Enforcement;
using FinOps.Core.Margins;
using FinOps.Core.Tenants;
using FinOps.Web.Costs;
using FinOps.Web.Enforcement;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Tenants;

/// <summary>The views of a tenant.</summary>
public enum TenantTab
{
    Summary,
    Margin,
    Ladder,
    History,
}

/// <summary>What the page of one tenant shows: one of its views.</summary>
/// <param name="Statement">Its margin in the period; null for calls without a tenant and for filters that leave only a part of its cost.</param>
public sealed record TenantData(MarginStatement? Statement, DetailData? Detail, TenantMarginData? Margin, TenantHistory? History)
{
    /// <summary>Where it stands on the ladder; only for the view of that.</summary>
    public TenantLadderData? Ladder { get; init; }

    public bool HasUsage => Detail is null || Detail.HasUsage || Statement is { Margin.Revenue.IsKnown: true };

    public long CostNanos => Detail?.Total.EffectiveCostNanos ?? Statement?.Margin.CostNanos ?? 0;

    public long Requests => Detail?.Total.Requests ?? Statement?.Margin.Requests ?? 0;
}

/// <summary>What the view of the margin shows.</summary>
public sealed record TenantMarginData(MarginStatement Statement, MarginMonths Months, InterventionPlan Plan, IReadOnlyList<TurnRow> Turns);

/// <summary>What the history of a tenant shows.</summary>
public sealed record TenantHistory(TenantTerms Terms, IReadOnlyList<TurnRow> Turns, IReadOnlyDictionary<int, string> Plans);

/// <summary>What does this tenant spend and bring in, and on what?</summary>
public sealed partial class TenantPage
{
    private const int Months = 12;

    private static readonly IReadOnlyList<(CostDimension Dimension, string Text)> Splits =
    [
        (CostDimension.Feature, "Features"), (CostDimension.Model, "Models"), (CostDimension.User, "Users"), (CostDimension.Layer, "Layers"), (CostDimension.Environment, "Environments"),
    ];

    private static readonly IReadOnlyList<(TenantTab Tab, string Key, string Text)> Tabs =
        [(TenantTab.Summary, "", "Summary"), (TenantTab.Margin, "margin", "Margin"), (TenantTab.Ladder, "ladder", "Ladder"), (TenantTab.History, "history", "History")];

    private KnownTenant? tenant;

    [Parameter] public string Segment { get; set; } = "";

    [Inject] private CostTables Tables { get; set; } = default!;

    [Inject] private MarginQueries Margins { get; set; } = default!;

    [Inject] private MarginTurnQueries Turns { get; set; } = default!;

    [Inject] private InterventionQueries Interventions { get; set; } = default!;

    [Inject] private EnforcementQueries Enforcement { get; set; } = default!;

    [Inject] private TenantQueries Tenants { get; set; } = default!;

    protected override string Identity => Segment;

    protected override CostView Asked => Filtered;

    private TenantTab Tab { get; set; }

    private string Key => CostLinks.Decode(Segment);

    private string Name => tenant?.Name ?? CostTables.NameOf(CostDimension.Tenant, Key);

    private CostView Filtered => (View with { Group = null }).WithFilter(CostDimension.Tenant, Key);

    private string Up => (View with { Group = null }).ToQuery();

    protected override string ReadExtra(string query)
    {
        var asked = QueryHelpers.ParseQuery(query).TryGetValue("tab", out var values) ? values[0] : "";
        var (tab, key, _) = Tabs.FirstOrDefault(t => t.Key == asked, Tabs[0]);
        Tab = tab;
        return key.Length == 0 ? "" : $"&tab={key}";
    }

    protected override async Task OnParametersSetAsync()
    {
        tenant = (await Names.GetAsync(await ScopeAsync(), CancellationToken.None)).Tenant(Key);
        await base.OnParametersSetAsync();
    }

    protected override async Task<TenantData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var actor = await ActorAsync();
        var (from, to) = TenantsTable.DaysOf(Period);
        var statement = Tab == TenantTab.Summary && !TenantsTable.HasMargins(view) ? null : await Margins.OfTenantAsync(Key, from, to, actor, cancellation);
        if (Tab == TenantTab.Margin && statement is not null)
        {
            var months = await Margins.MonthsAsync(Key, Months, actor, cancellation);
            var plan = await Interventions.OfTenantAsync(Key, actor, cancellation);
            return new(statement, null, new(statement, months!, plan!, await Turns.OfTenantAsync(Key, actor, cancellation)), null);
        }

        if (Tab == TenantTab.Ladder && Key.Length > 0)
        {
            return new(statement, null, null, null) { Ladder = new(await Enforcement.FindAsync(Key, actor, cancellation), await Enforcement.HistoryAsync(Key, actor, cancellation)) };
        }

        if (Tab == TenantTab.History && await Tenants.FindAsync(Key, actor, cancellation) is { } terms)
        {
            var plans = await Tenants.PlansAsync(actor, cancellation);
            return new(statement, null, null, new(terms, await Turns.OfTenantAsync(Key, actor, cancellation), plans.ToDictionary(p => p.Plan.Id, p => p.Plan.Name)));
        }

        var split = GroupSwitch.Resolve(view, Splits, CostDimension.Feature);
        var detail = new DetailData(await Tables.BreakDownAsync(split, Filtered, scope, cancellation), await Tables.OverTimeAsync(split, Filtered, scope, cancellation));
        return new(statement, detail, null, null);
    }

    private string TabHref(string key) => $"/tenants/{CostLinks.Encode(Key)}{CostView.Join((View with { Group = null }).ToQuery(), key.Length == 0 ? "" : $"&tab={key}")}";
}
