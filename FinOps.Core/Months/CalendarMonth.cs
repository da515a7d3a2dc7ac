using System.Globalization;
using FinOps.Core.Data;

namespace FinOps.Core.Months;

/// <summary>A month of the calendar in UTC, such as 2026-10; half-open like every period.</summary>
/// <param name="Number">Year × 100 + month, as stored: 202610.</param>
public readonly record struct CalendarMonth(int Number) : IComparable<CalendarMonth>
{
    public DateTime FromUtc => new(Number / 100, Number % 100, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The first instant that is not in the month.</summary>
    public DateTime ToUtc => FromUtc.AddMonths(1);

    /// <summary>The first whole hour since the epoch.</summary>
    public int FromHour => Instants.ToHour(Instants.ToMicros(FromUtc));

    /// <summary>The hour behind the last one.</summary>
    public int ToHour => Instants.ToHour(Instants.ToMicros(ToUtc));

    public static bool operator <(CalendarMonth one, CalendarMonth other) => one.Number < other.Number;

    public static bool operator >(CalendarMonth one, CalendarMonth other) => one.Number > other.Number;

    /// <summary>The month of an instant.</summary>
    public static CalendarMonth Of(DateTime utc) => new((utc.Year * 100) + utc.Month);

    /// <summary>The month of an hour since the epoch.</summary>
    public static CalendarMonth OfHour(int hour) => Of(Instants.ToUtc(hour * Instants.MicrosPerHour));

    /// <summary>Reads <c>2026-10</c>; null when it is none.</summary>
    public static CalendarMonth? Parse(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) && first.Year >= 1970 ? Of(first) : null;

    public int CompareTo(CalendarMonth other) => Number.CompareTo(other.Number);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number / 100:0000}-{Number % 100:00}");
}
