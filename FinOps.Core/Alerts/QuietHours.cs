namespace FinOps.Core.Alerts;

/// <summary>Hours of the day, in a time zone, in which what is not critical waits.</summary>
public static class QuietHours
{
    private const int MinutesPerDay = 24 * 60;

    /// <summary>When something may be told that happens now: now, or the end of the quiet hours that it falls into.</summary>
    public static DateTime NotBefore(DateTime utc, AlertRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.QuietFromMinute is not { } from || rule.QuietToMinute is not { } to || from == to)
        {
            return utc;
        }

        var zone = Zone(rule.QuietZone);
        var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
        var minute = (local.Hour * 60) + local.Minute;
        var isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
        if (!isQuiet)
        {
            return utc;
        }

        var end = local.Date.AddMinutes(to + (minute >= to ? MinutesPerDay : 0));
        var ends = Utc(end, zone);
        return ends > utc ? ends : utc;
    }

    /// <summary>A time zone by its IANA name; UTC when there is none.</summary>
    public static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>The instant of a local time; where a clock that is put forward leaves it out, the first one after the gap.</summary>
    public static DateTime Utc(DateTime local, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var wanted = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(wanted))
        {
            wanted = wanted.AddMinutes(15);
        }

        return TimeZoneInfo.ConvertTimeToUtc(wanted, zone);
    }
}
