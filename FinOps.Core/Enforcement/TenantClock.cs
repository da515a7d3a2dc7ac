using FinOps.Core.Data;

namespace FinOps.Core.Enforcement;

/// <summary>Says when the day of a tenant's time zone begins and ends. Zones whose midnight is not on a UTC hour begin with the hour that midnight is in, because spend is summed by hours.</summary>
internal static class TenantClock
{
    /// <summary>The day that an instant belongs to, in microseconds since the epoch; the end is excluded.</summary>
    public static (long StartMicros, long EndMicros) DayOf(string timeZone, long atMicros)
    {
        var zone = ZoneOf(timeZone);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Instants.ToUtc(atMicros), zone));
        var (start, end) = (Midnight(zone, day), Midnight(zone, day.AddDays(1)));

        // Floored midnights can leave the instant just before the next day's hour.
        return atMicros >= end ? (end, Midnight(zone, day.AddDays(2))) : (start, end);
    }

    /// <summary>The zone of that IANA name; UTC when it is empty or unknown here.</summary>
    public static TimeZoneInfo ZoneOf(string timeZone) => timeZone.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    private static long Midnight(TimeZoneInfo zone, DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(30);
        }

        // Where midnight comes twice, the day begins with the first.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return Instants.ToHour(Instants.ToMicros(DateTime.SpecifyKind(local - offset, DateTimeKind.Utc))) * Instants.MicrosPerHour;
    }
}
