using FinOps.Core.Months;
using FinOps.Core.Pricing.Rerating;
using FinOps.Web.Shell;

namespace FinOps.Web.Pricing.Rerating;

/// <summary>The columns of re-ratings, for the page and for exports.</summary>
internal static class RerateColumns
{
    public static IReadOnlyList<TableColumn<CostCorrection>> Corrections { get; } =
    [
        new("tenant", "Tenant", ColumnKind.Text, c => Named(c.Tenant)),
        new("month", "Month", ColumnKind.Text, c => new CalendarMonth(c.Month).ToString()),
        new("books", "Books", ColumnKind.Text, c => c.IsMonthClosed ? "closed" : "open") { Explanation = "Whether the month was closed when the correction was made." },
        new("feature", "Feature", ColumnKind.Text, c => Named(c.Feature)),
        new("model", "Model", ColumnKind.Text, c => c.Model),
        new("provider", "Provider", ColumnKind.Text, c => c.Provider) { IsExtra = true },
        new("old", "Old price", ColumnKind.Text, c => RerateText.Price(c.OldPriceId)),
        new("new", "New price", ColumnKind.Text, c => RerateText.Price(c.NewPriceId)),
        new("calls", "Calls", ColumnKind.Count, c => c.Records),
        new("change", "Change", ColumnKind.Usd, c => c.DeltaNanos) { Explanation = "What was added to the cost, or taken off." },
        new("input", "Input", ColumnKind.Usd, c => c.InputDeltaNanos) { IsExtra = true },
        new("cached", "Cached", ColumnKind.Usd, c => c.CacheReadDeltaNanos) { IsExtra = true },
        new("write", "Cache write", ColumnKind.Usd, c => c.CacheWriteDeltaNanos) { IsExtra = true },
        new("output", "Output", ColumnKind.Usd, c => c.OutputDeltaNanos) { IsExtra = true },
        new("fees", "Fees", ColumnKind.Usd, c => c.FeeDeltaNanos) { IsExtra = true },
    ];

    public static IReadOnlyList<TableColumn<ReratePart>> Parts(string by) =>
    [
        new("name", by, ColumnKind.Text, p => Named(p.Name)),
        new("calls", "Calls", ColumnKind.Count, p => p.Records) { Explanation = "Calls whose price or cost would change." },
        new("before", "Cost now", ColumnKind.Usd, p => p.BeforeNanos),
        new("after", "Cost then", ColumnKind.Usd, p => p.AfterNanos),
        new("change", "Change", ColumnKind.Usd, p => p.DeltaNanos),
    ];

    /// <summary>The ways in which a preview is split.</summary>
    public static (string Name, IReadOnlyList<ReratePart> Parts)[] Groups(ReratePreview preview) =>
        [("Tenant", preview.Tenants), ("Feature", preview.Features), ("Month", preview.Months), ("Model", preview.Models)];

    private static string Named(string name) => name.Length == 0 ? "(not reported)" : name;
}
