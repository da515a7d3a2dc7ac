using System.Globalization;
using FinOps.Core.Costs;
using FinOps.Core.Pricing.Claims;
using FinOps.Web.Costs;
using FinOps.Web.Records;
using FinOps.Web.Shell;

namespace FinOps.Web.Pricing.Claims;

/// <summary>The claims of a model, on one day or over the period.</summary>
/// <param name="Sums">The sums; of the period where <paramref name="Worst"/> is another day's.</param>
/// <param name="Worst">The day whose calls tell the cause.</param>
/// <param name="View">Which calls are meant.</param>
public sealed record ClaimLine(ClaimDay Sums, ClaimDay Worst, CostView View)
{
    /// <summary>The likely cause; null until it has been looked for, or where nothing differs.</summary>
    public ClaimFinding? Finding { get; set; }

    public string Href => RecordLinks.List(
        View.WithFilter(CostDimension.Provider, Sums.Provider).WithFilter(CostDimension.Model, Sums.Model), new RecordSearch { HasOtherClaim = true });

    /// <summary>The columns of both tables and of the download.</summary>
    public static IReadOnlyList<TableColumn<ClaimLine>> Columns(bool byDay) =>
    [
        .. byDay ? new TableColumn<ClaimLine>[] { new("day", "Day (UTC)", ColumnKind.Text, l => l.Sums.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) } : [],
        new("model", "Model", ColumnKind.Text, l => l.Sums.Model),
        new("provider", "Provider", ColumnKind.Text, l => l.Sums.Provider),
        new("claimed", "Claimed", ColumnKind.Usd, l => l.Sums.ClaimedNanos) { Explanation = "What the senders say that their calls cost." },
        new("ours", "Ours", ColumnKind.Usd, l => l.Sums.OursNanos) { Explanation = "What we computed for just those calls." },
        new("difference", "Claimed − ours", ColumnKind.Usd, l => l.Sums.DifferenceNanos),
        new("share", "Difference", ColumnKind.Percent, l => l.Sums.Share) { Explanation = "The difference as a share of our cost." },
        new("state", "Drift", ColumnKind.Text, l => l.Sums.IsFlagged ? "⚠ over 1 %" : "within 1 %"),
        new("cause", "Likely cause", ColumnKind.Text, l => l.Finding is { } finding ? ClaimText.Cause(finding) : null) { Explanation = "A sample of the calls, priced again by every usual mistake: the one that gives the claims." },
        new("evidence", "Evidence", ColumnKind.Text, l => l.Finding is { } finding ? ClaimText.Evidence(finding) : null) { IsExtra = true },
    ];
}

/// <summary>What the claims page shows.</summary>
public sealed record ClaimsData(IReadOnlyList<ClaimLine> Models, IReadOnlyList<ClaimLine> Days, CostPeriod Period, bool HasUsage)
{
    public long ClaimedNanos => Days.Sum(d => d.Sums.ClaimedNanos);

    public long OursNanos => Days.Sum(d => d.Sums.OursNanos);

    public int Flagged => Days.Count(d => d.Sums.IsFlagged);
}
