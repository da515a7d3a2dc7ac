using FinOps.Core.Outcomes;
using FinOps.Web.Charts;
using FinOps.Web.Shell;
using FinOps.Web.Costs;
using FinOps.Core.Costs;

namespace FinOps.Web.Outcomes;

/// <summary>What the page of unit economics shows.</summary>
/// <param name="Types">Every type and how many outcomes of it the period has.</param>
/// <param name="Result">By the chosen dimension.</param>
/// <param name="Before">The total of the period before; null when nothing is compared.</param>
/// <param name="Days">By day.</param>
public sealed record EconomicsData(IReadOnlyList<OutcomeTypeUse> Types, OutcomeResult Result, OutcomeSums? Before, OutcomeResult Days, SessionResult Sessions)
{
    public OutcomeSums Total => Result.Total;

    public OutcomeType Type => Result.Type;

    public bool HasAny => Types.Any(t => t.Outcomes > 0) || Sessions.Total.Sessions > 0;

    public IReadOnlyList<DateTime> Times { get; } =
        [.. Enumerable.Range(0, Days.Query.To.DayNumber - Days.Query.From.DayNumber).Select(i => Days.Query.From.AddDays(i).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))];

    /// <summary>Mean, median and 95th percentile of the cost of one unit, by day; days without leave a gap.</summary>
    public IReadOnlyList<ChartSeries> Lines
    {
        get
        {
            var byDay = Days.Rows.ToDictionary(r => r.Key, r => r.Sums, StringComparer.Ordinal);
            return
            [
                new("mean", "Average", Values(s => s.PerOutcome.Usd)),
                new("p50", "p50", Values(s => Quantile(s, 0.5))),
                new("p95", "p95", Values(s => Quantile(s, 0.95))) { IsDashed = true },
            ];

            IReadOnlyList<decimal?> Values(Func<OutcomeSums, decimal?> of) =>
                [.. Times.Select(t => byDay.TryGetValue(t.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), out var sums) ? of(sums) : null)];
        }
    }

    /// <summary>A quantile of the cost of one unit in USD; null where nothing joins.</summary>
    public static decimal? Quantile(OutcomeSums sums, double quantile) => sums.Histogram?.Quantile(quantile) is { } nanos ? Core.Data.Money.ToUsd(nanos) : null;

    /// <summary>The columns of the table, for the page and its export.</summary>
    public static IReadOnlyList<TableColumn<EconomicsRow>> Columns(CostDimension by, OutcomeType type) =>
    [
        new(CostView.KeyOf(by), by.ToString(), ColumnKind.Text, r => r.Name),
        new("cost", $"Cost / {type.Unit}", ColumnKind.UsdPerUnit, r => r.Sums.PerOutcome.Usd) { Explanation = "All work that led to a success, divided by what came out of it." },
        new("basis", "Basis", ColumnKind.Text, r => EconomicsText.Basis(r.Sums.PerOutcome)) { Explanation = "Joined: from the calls of the outcomes. Ratio: no call joins, so the feature's cost in the period divided by its successes." },
        new("p50", "p50", ColumnKind.UsdPerUnit, r => Quantile(r.Sums, 0.5)) { Explanation = "Half of the joined successes cost at most this, to 2 %." },
        new("p95", "p95", ColumnKind.UsdPerUnit, r => Quantile(r.Sums, 0.95)) { Explanation = "95 % of the joined successes cost at most this, to 2 %." },
        new("success", "Success", ColumnKind.Percent, r => r.Sums.SuccessRate) { Explanation = "Successes of all outcomes." },
        new("outcomes", "Outcomes", ColumnKind.Count, r => r.Sums.Outcomes),
        new("resolved", "Resolved work", ColumnKind.Usd, r => r.Sums.ResolvedCostNanos) { Explanation = "Cost of the work that led to successes." },
        new("unresolved", "Unresolved work", ColumnKind.Usd, r => r.Sums.UnresolvedCostNanos) { Explanation = "Cost of the work that led to none." },
        new("loaded", "With failed work", ColumnKind.UsdPerUnit, r => r.Sums.Loaded.Usd) { Explanation = "Resolved and unresolved work together, divided by what came out.", IsExtra = true },
        new("per-correct", "Cost / correct", ColumnKind.UsdPerUnit, r => r.Sums.PerCorrect.Usd) { Explanation = "All work that somebody judged, divided by what was right of it." },
        new("joined", "Joined", ColumnKind.Percent, r => r.Sums.JoinCoverage) { Explanation = "Outcomes of which an id leads to calls." },
        new("tokens", "Tokens / unit", ColumnKind.Number, r => r.Sums.TokensPerOutcome is { } tokens ? Math.Round(tokens, 0, MidpointRounding.ToEven) : null) { IsExtra = true },
    ];

    /// <summary>The columns of the sessions.</summary>
    public static IReadOnlyList<TableColumn<SessionGroup>> SessionColumns(long lineNanos) =>
    [
        new("feature", "Feature", ColumnKind.Text, g => g.Key.Length == 0 ? CostGroup.NotReported : g.Key),
        new("per-session", "Cost / session", ColumnKind.UsdPerUnit, g => g.Sums.PerSession) { Explanation = "What the feature's calls in a user session cost on average." },
        new("line", "Line", ColumnKind.Text, g => g.Sums.PerSession > Core.Data.Money.ToUsd(lineNanos) ? "above" : "below") { Explanation = $"Against {CostFormat.Usd(lineNanos)} a session." },
        new("p50", "p50", ColumnKind.UsdPerUnit, g => Usd(g.Sums.Histogram?.Quantile(0.5))),
        new("p95", "p95", ColumnKind.UsdPerUnit, g => Usd(g.Sums.Histogram?.Quantile(0.95))),
        new("above", "Sessions above", ColumnKind.Percent, g => CostFormat.Share(g.Sums.Histogram?.CountAbove(lineNanos) ?? 0, g.Sums.Sessions)) { Explanation = $"Share of the sessions that cost more than {CostFormat.Usd(lineNanos)}, to 3.5 % of the line." },
        new("sessions", "Sessions", ColumnKind.Count, g => g.Sums.Sessions),
        new("spend", "Spend", ColumnKind.Usd, g => g.Sums.CostNanos),
    ];

    private static decimal? Usd(long? nanos) => nanos is { } n ? Core.Data.Money.ToUsd(n) : null;
}

/// <summary>One line of the table: a group and the name people know it by.</summary>
public sealed record EconomicsRow(string Key, string Name, OutcomeSums Sums);

/// <summary>Words of the page of unit economics.</summary>
internal static class EconomicsText
{
    public static string Basis(UnitCost cost) => cost.Basis switch { CostBasis.Joined => "joined", CostBasis.Ratio => "ratio", CostBasis.None => "n/a" };

    /// <summary>The figure, or n/a.</summary>
    public static string Usd(UnitCost cost) => cost.Usd is { } usd ? CostFormat.Usd(usd) : "n/a";

    public static string? Exact(UnitCost cost) => cost.Usd is { } usd ? usd.ToString("$0.############", System.Globalization.CultureInfo.InvariantCulture) : cost.Reason;
}
