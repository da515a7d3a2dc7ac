using System.Globalization;
using FinOps.Core.Data;

namespace FinOps.Core.Pricing;

/// <summary>The hours and days at which a price applies; all UTC, so that clocks that are put forward or back change nothing.</summary>
public static class PriceWindow
{
    private const int MinutesPerDay = 1_440;
    private const int DaysPerWeek = 7;
    private const int Thursday = (int)DayOfWeek.Thursday;
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>Whether an instant lies in the window of a price; always true for one without.</summary>
    public static bool Covers(Price price, long micros)
    {
        ArgumentNullException.ThrowIfNull(price);
        if (!price.HasWindow)
        {
            return true;
        }

        var day = Instants.ToDay(micros);
        if (price is not { DailyFromMinute: { } from, DailyToMinute: { } to })
        {
            return IsOn(price.WeekDays, day);
        }

        var minute = (int)((micros - (day * Instants.MicrosPerDay)) / (60 * Instants.MicrosPerSecond));
        return from < to ? minute >= from && minute < to && IsOn(price.WeekDays, day)
            : minute >= from ? IsOn(price.WeekDays, day)
            : minute < to && IsOn(price.WeekDays, day - 1);
    }

    /// <summary>The window in words, e.g. <c>16:30-00:30 UTC, mon tue</c>; empty without one.</summary>
    public static string Describe(Price price)
    {
        ArgumentNullException.ThrowIfNull(price);
        var hours = HoursText(price.DailyFromMinute, price.DailyToMinute);
        var days = DaysText(price.WeekDays);
        return hours.Length == 0 ? days : days.Length == 0 ? $"{hours} UTC" : $"{hours} UTC, {days}";
    }

    /// <summary>Hours as price tables write them, e.g. <c>16:30-00:30</c>.</summary>
    public static string HoursText(int? fromMinute, int? toMinute) => fromMinute is { } from && toMinute is { } to
        ? string.Create(CultureInfo.InvariantCulture, $"{from / 60:00}:{from % 60:00}-{to / 60:00}:{to % 60:00}")
        : "";

    /// <summary>Days as price tables write them, e.g. <c>mon tue</c>; empty for every day.</summary>
    public static string DaysText(byte weekDays) => string.Join(' ', DayNames.Where((_, day) => (weekDays & (1 << day)) != 0));

    /// <summary>Reads <see cref="HoursText"/>; <c>24:00</c> stands for midnight.</summary>
    /// <exception cref="FormatException">The text is no such window.</exception>
    public static (int? From, int? To) ParseHours(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            return (null, null);
        }

        return text.Split('-') is [var from, var to] && MinuteOf(from) is { } first && MinuteOf(to) is { } last && first != last
            ? (first, last)
            : throw new FormatException($"hours '{text}' is not HH:MM-HH:MM.");
    }

    /// <summary>Reads <see cref="DaysText"/>.</summary>
    /// <exception cref="FormatException">A word is no day.</exception>
    public static byte ParseDays(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var days = 0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var day = Array.FindIndex(DayNames, name => name.Equals(word, StringComparison.OrdinalIgnoreCase));
            days |= day < 0 ? throw new FormatException($"'{word}' is none of {string.Join(", ", DayNames)}.") : 1 << day;
        }

        return (byte)days;
    }

    private static bool IsOn(byte weekDays, int day) => weekDays == 0 || (weekDays & (1 << (((day + Thursday) % DaysPerWeek) + DaysPerWeek) % DaysPerWeek)) != 0;

    private static int? MinuteOf(string text) =>
        text is [var a, var b, ':', var c, var d] && char.IsAsciiDigit(a) && char.IsAsciiDigit(b) && char.IsAsciiDigit(c) && char.IsAsciiDigit(d)
            && ((a - '0') * 10) + b - '0' is var hour and <= 24 && ((c - '0') * 10) + d - '0' is var minute and < 60 && (hour * 60) + minute <= MinutesPerDay
            ? ((hour * 60) + minute) % MinutesPerDay
            : null;
}
