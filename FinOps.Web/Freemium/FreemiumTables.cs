using FinOps.Core.Freemium;
using FinOps.Web.Charts;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Freemium;

/// <summary>The columns of the freemium trap, and how many users fell into it by week.</summary>
public static class FreemiumTables
{
    private const int Weeks = 13;

    public static IReadOnlyList<TableColumn<FreemiumSignal>> Columns { get; } =
    [
        new("user", "User", ColumnKind.Text, s => s.User.Length == 0 ? "The tenant as a whole" : s.User),
        new("tenant", "Tenant", ColumnKind.Text, s => s.TenantName) { Href = s => CostLinks.Tenant(s.Tenant) },
        new("cost", "Cost in 30 days", ColumnKind.Usd, s => s.Use.CostNanos) { Explanation = "From the first day of use on, 30 UTC days." },
        new("value", "Lifetime value", ColumnKind.Usd, s => s.Use.LifetimeValueNanos) { Explanation = "What a user of the tier is expected to bring in over their whole life." },
        new("over", "Over", ColumnKind.Usd, s => s.OverNanos) { Explanation = "Cost above the lifetime value." },
        new("first", "First use", ColumnKind.Text, s => Day(s.FirstDate)),
        new("passed", "Passed on", ColumnKind.Text, s => Day(s.PassedDate)),
        new("after", "On day", ColumnKind.Count, s => (long)s.PassedAfterDays) { Explanation = "On which day of use the value was passed; 1 is the first." },
        new("saving", "Cheap model saves", ColumnKind.Usd, s => s.SavingNanos) { Explanation = "The same tokens at the base rates of the cheap model, against what they cost." },
        new("calls", "Calls", ColumnKind.Count, s => s.Use.Calls) { IsExtra = true },
        new("tier", "Tier", ColumnKind.Text, s => s.Tier) { IsExtra = true },
        new("key", "Tenant key", ColumnKind.Text, s => s.Tenant) { IsExtra = true },
    ];

    /// <summary>How many users passed their value in each of the last weeks.</summary>
    public static (IReadOnlyList<DateTime> Times, IReadOnlyList<ChartSeries> Series) ByWeek(FreemiumSignals signals, DateTime nowUtc)
    {
        ArgumentNullException.ThrowIfNull(signals);
        var first = nowUtc.Date.AddDays(-(7 * Weeks) + 1);
        var times = Enumerable.Range(0, Weeks).Select(w => first.AddDays(7 * w)).ToList();
        var counts = times.Select(t => (decimal?)signals.Users.Count(u => u.PassedDate.ToDateTime(TimeOnly.MinValue) is var at && at >= t && at < t.AddDays(7))).ToList();
        return (times, [new ChartSeries("passed", "Users who passed their value", counts)]);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
