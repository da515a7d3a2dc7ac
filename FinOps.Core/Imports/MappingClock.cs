using System.Globalization;

namespace FinOps.Core.Imports;

/// <summary>Reads the time of a row as its profile says.</summary>
internal sealed class MappingClock
{
    private static readonly string[] IsoFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK",
    ];

    private readonly MappingTime time;
    private readonly TimeZoneInfo zone;
    private readonly decimal ticksPerUnit;
    private readonly DateTime start;

    /// <summary>The settings must have been validated.</summary>
    public MappingClock(MappingTime time)
    {
        this.time = time;
        zone = time.Kind == MappingTimeKind.Clock ? TimeZoneInfo.FindSystemTimeZoneById(time.Zone) : TimeZoneInfo.Utc;
        ticksPerUnit = TicksPerUnit(time.Unit) ?? TimeSpan.TicksPerSecond;
        start = time.Kind == MappingTimeKind.Offset ? ParseInstant(time.Start) ?? DateTime.UnixEpoch : DateTime.UnixEpoch;
    }

    public static decimal? TicksPerUnit(string unit) => unit switch
    {
        "s" => TimeSpan.TicksPerSecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "us" => TimeSpan.TicksPerMicrosecond,
        "ns" => 0.01m,
        _ => null,
    };

    /// <summary>An instant with Z or an offset; null for anything else.</summary>
    public static DateTime? ParseInstant(string? text) =>
        TryIso(text ?? "", out var at) && at.Kind != DateTimeKind.Unspecified ? at.ToUniversalTime() : null;

    /// <summary>The UTC instant; null when the text is no time.</summary>
    public DateTime? Read(string text, bool decimalComma)
    {
        if (time.Kind == MappingTimeKind.Clock)
        {
            return ReadClock(text);
        }

        if (!decimal.TryParse(decimalComma ? text.Replace(',', '.') : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        try
        {
            return start.AddTicks(checked((long)decimal.Floor(count * ticksPerUnit)));
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private DateTime? ReadClock(string text)
    {
        DateTime local;
        if (time.Format is { Length: > 0 } format
            ? !DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.RoundtripKind, out local)
            : !TryIso(text, out local))
        {
            return null;
        }

        return local.Kind == DateTimeKind.Unspecified ? ToUtc(local, zone) : local.ToUniversalTime();
    }

    /// <summary>A time that occurs twice is taken as the first; one that never was is moved forward by the gap.</summary>
    internal static DateTime ToUtc(DateTime local, TimeZoneInfo zone)
    {
        TimeSpan offset;
        if (zone.IsAmbiguousTime(local))
        {
            offset = zone.GetAmbiguousTimeOffsets(local).Max();
        }
        else
        {
            var before = local;
            while (zone.IsInvalidTime(before))
            {
                before = before.AddHours(-1);
            }

            offset = zone.GetUtcOffset(before);
        }

        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }

    private static bool TryIso(string text, out DateTime at)
    {
        text = CutToTicks(text.Trim());
        return DateTime.TryParseExact(text, IsoFormats, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out at);
    }

    /// <summary>Some logs write nanoseconds; a tick is 100 of them.</summary>
    private static string CutToTicks(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return text;
        }

        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - dot > 8 ? text[..(dot + 8)] + text[end..] : text;
    }
}
