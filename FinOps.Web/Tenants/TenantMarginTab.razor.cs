using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Margins;
using FinOps.Web.Charts;
using FinOps.Web.Costs;
using FinOps.Web.Margins;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Tenants;

/// <summary>Does this tenant earn, why not, and what can be done?</summary>
public sealed partial class TenantMarginTab(TimeProvider time)
{
    [Parameter, EditorRequired] public TenantMarginData Data { get; set; } = default!;

    [Parameter, EditorRequired] public CostView View { get; set; } = new();

    private TenantMargin Margin => Data.Statement.Margin;

    private MarginTurn? Open => Data.Turns.Select(t => t.Turn).FirstOrDefault(t => t.ToDay is null);

    private string Period => View.PeriodAt(time.GetUtcNow().UtcDateTime).Text;

    private string Why => MarginWhy.Of(Data.Statement);

    private IReadOnlyList<WaterfallStep> Steps => WaterfallStep.Of(Data.Statement, feature => CostLinks.Feature(feature, (View with { Group = null }).WithFilter(CostDimension.Tenant, Margin.Row.Key).WithFilter(CostDimension.Feature)));

    /// <summary>The note on a first month that is not whole.</summary>
    private string? FirstUse => Data.Months.FirstUse is { Day: > 1 } day ? $"Usage is known since {MarginText.Day(day)}; the month of that day is not whole." : null;

    /// <summary>Months since anything is known.</summary>
    private IReadOnlyList<MarginMonth> Known => [.. Data.Months.WithUse.SkipWhile(m => !m.Revenue.IsKnown && m.CostNanos == 0)];

    private IReadOnlyList<DateTime> Times => [.. Known.Select(m => m.Month.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))];

    private IReadOnlyList<ChartSeries> Series =>
    [
        new("revenue", "Revenue", [.. Known.Select(m => m.Revenue.IsKnown ? Money.ToUsd(m.Revenue.TotalNanos) : (decimal?)null)]),
        new("cost", "Cost", [.. Known.Select(m => (decimal?)Money.ToUsd(m.CostNanos))]),
    ];

    private static string Usd(long? nanos) => nanos is { } known ? CostFormat.Usd(known) : CostFormat.None;

    private static string? Exact(long? nanos) => nanos is { } known ? CostFormat.ExactUsd(known) : null;

    private static string Share(MarginMonth month) => month.GrossMargin is { } share ? $"{MarginText.Percent(share)} of {CostFormat.Usd(month.Revenue.TotalNanos)} revenue" : MarginText.Of(month.Revenue.IsKnown ? MarginGap.NoRevenue : MarginGap.NoContract);
}
