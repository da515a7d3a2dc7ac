using System.Globalization;
using FinOps.Core.Alerts;
using FinOps.Core.Data;

namespace FinOps.Core.Budgets;

/// <summary>Tells of thresholds that windows reach, in the transaction that makes them reach it: each once a window, in order, and never of windows that are over.</summary>
internal static class BudgetAlerts
{
    /// <summary>Adds the alerts of some windows of the budgets' own period to the context; the caller saves.</summary>
    /// <param name="budgets">What the windows belong to.</param>
    /// <param name="windows">Rows that the context tracks.</param>
    /// <returns>How many alerts were raised.</returns>
    public static async Task<int> RaiseAsync(
        FinOpsDbContext context, IReadOnlyDictionary<int, BudgetTerms> budgets, IEnumerable<BudgetWindow> windows, long nowMicros, CancellationToken cancellation)
    {
        var raised = 0;
        foreach (var window in windows.Where(w => w.PostedNanos >= w.NextAlertNanos))
        {
            var budget = budgets[window.BudgetId];
            if (window.EndMicros <= nowMicros)
            {
                window.NextAlertNanos = long.MaxValue;
                continue;
            }

            foreach (var percent in budget.Thresholds.Where(p => p > window.AlertedPercent && window.PostedNanos >= BudgetThresholds.NanosOf(window.LimitNanos, p)).ToList())
            {
                raised += await AlertTrail.RaiseAsync(context, FactOf(budget, window, percent, nowMicros), cancellation) ? 1 : 0;
                window.AlertedPercent = percent;
            }

            window.NextAlertNanos = BudgetThresholds.Next(window.LimitNanos, budget.Thresholds, window.AlertedPercent);
        }

        return raised;
    }

    /// <summary>The scope of a budget's alerts.</summary>
    public static string ScopeOf(int budgetId) => string.Create(CultureInfo.InvariantCulture, $"budget:{budgetId}");

    /// <summary>The name of a window in alerts: <c>2026-11</c> or <c>2026-11-24</c>, and behind it when it began otherwise than its day or month.</summary>
    public static string WindowOf(BudgetPeriod period, DateOnly firstDay) =>
        firstDay.ToString(period == BudgetPeriod.Daily ? "yyyy-MM-dd" : "yyyy-MM", CultureInfo.InvariantCulture);

    private static AlertFact FactOf(BudgetTerms budget, BudgetWindow window, int percent, long nowMicros)
    {
        var day = BudgetCalendar.DayOf(budget.Zone, window.StartMicros);
        var share = window.LimitNanos == 0 ? 0 : (decimal)window.PostedNanos * 100 / window.LimitNanos;
        var when = budget.Period == BudgetPeriod.Daily ? day.ToString("d MMMM", CultureInfo.InvariantCulture) : day.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
        return new AlertFact(
            AlertKind.BudgetThreshold,
            percent >= 100 ? AlertSeverity.Critical : percent >= 80 ? AlertSeverity.Warning : AlertSeverity.Info,
            ScopeOf(budget.Id), WindowOf(budget.Period, day), percent.ToString(CultureInfo.InvariantCulture),
            $"{budget.Scope.Text}: {percent} % of the {(budget.Period == BudgetPeriod.Daily ? "daily" : "monthly")} budget",
            string.Create(CultureInfo.InvariantCulture, $"{budget.Scope.Text} has spent {Usd(window.PostedNanos)} of {Usd(window.LimitNanos)} for {when} ({share:0.0} %). {Left(window, nowMicros)}"),
            string.Create(CultureInfo.InvariantCulture, $"/budgets/{budget.Id}"),
            budget.Scope.Tenant.Length == 0 ? null : budget.Scope.Tenant);
    }

    private static string Left(BudgetWindow window, long nowMicros)
    {
        var hours = (window.EndMicros - nowMicros) / Instants.MicrosPerHour;
        return hours >= 48 ? $"{hours / 24} days are left." : hours >= 2 ? $"{hours} hours are left." : "Less than two hours are left.";
    }

    private static string Usd(long nanos) => string.Create(CultureInfo.InvariantCulture, $"${Money.ToUsd(nanos):#,##0.00}");
}
