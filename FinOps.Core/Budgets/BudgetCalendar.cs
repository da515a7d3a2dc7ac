using FinOps.Core.Data;

namespace FinOps.Core.Budgets;

/// <summary>A stretch of a budget's time, in microseconds since the epoch; the end is excluded.</summary>
/// <param name="FirstDay">The local day it begins with.</param>
internal readonly record struct BudgetSpan(DateOnly FirstDay, long StartMicros, long EndMicros);

/// <summary>Days or months of a time zone, daylight saving included: a day there may have 23 or 25 hours.</summary>
internal sealed class BudgetCalendar(TimeZoneInfo zone, BudgetPeriod period)
{
    public BudgetPeriod Period => period;

    /// <summary>True when every boundary is one of UTC days.</summary>
    public bool IsUtc { get; } = zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime;

    public TimeZoneInfo Zone => zone;

    /// <summary>The day or month that an instant belongs to.</summary>
    public BudgetSpan Of(long micros)
    {
        var day = DayOf(zone, micros);
        var first = period == BudgetPeriod.Daily ? day : new DateOnly(day.Year, day.Month, 1);
        return new BudgetSpan(first, StartOf(zone, first), StartOf(zone, Next(first)));
    }

    /// <summary>The day or month that follows one which begins on that day.</summary>
    public DateOnly Next(DateOnly first) => period == BudgetPeriod.Daily ? first.AddDays(1) : first.AddMonths(1);

    /// <summary>The local day of an instant.</summary>
    public static DateOnly DayOf(TimeZoneInfo zone, long micros) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Instants.ToUtc(micros), zone));

    /// <summary>The first instant of a local day: where clocks go back over midnight the first of the two, where they skip it the first there is.</summary>
    public static long StartOf(TimeZoneInfo zone, DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        if (zone.IsInvalidTime(local))
        {
            // Midnight is skipped: the day begins where the clocks jump to.
            var before = Instants.ToMicros(DateTime.SpecifyKind(local.AddDays(-1) - zone.GetUtcOffset(local.AddDays(-1)), DateTimeKind.Utc));
            return FirstOf(zone, day, before, before + (2 * Instants.MicrosPerDay));
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return Instants.ToMicros(DateTime.SpecifyKind(local - offset, DateTimeKind.Utc));
    }

    /// <summary>The first instant between two that belongs to the day or a later one.</summary>
    private static long FirstOf(TimeZoneInfo zone, DateOnly day, long low, long high)
    {
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = DayOf(zone, middle) < day ? (middle, high) : (low, middle);
        }

        return high;
    }
}
