namespace FinOps.Core.Budgets;

/// <summary>Whether a month is on track, so that a single day may go beyond its budget.</summary>
internal static class BudgetBurst
{
    /// <summary>
    /// True when what was spent in the month before today is at most the share of the days before today: of a daily budget their amounts, of a monthly one
    /// the part of the amount that falls on them. On the first day it is.
    /// </summary>
    /// <param name="amountNanos">The budget's amount, for a day or for the month.</param>
    /// <param name="spentBeforeNanos">Cost of the month before today.</param>
    public static bool IsOnTrack(BudgetPeriod period, long amountNanos, long spentBeforeNanos, in BudgetSpan today, in BudgetSpan month, TimeZoneInfo zone)
    {
        var first = BudgetCalendar.DayOf(zone, month.StartMicros).DayNumber;
        var days = BudgetCalendar.DayOf(zone, month.EndMicros - 1).DayNumber - first + 1;
        var elapsed = BudgetCalendar.DayOf(zone, today.StartMicros).DayNumber - first;
        return period == BudgetPeriod.Daily ? (Int128)spentBeforeNanos <= (Int128)amountNanos * elapsed : (Int128)spentBeforeNanos * days <= (Int128)amountNanos * elapsed;
    }
}
