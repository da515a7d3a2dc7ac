using FinOps.Core.Data;

namespace FinOps.Core.Usage.Readers;

/// <summary>Reads ISO 8601 instants from UTF-8 without making a string.</summary>
internal static class IsoTime
{
    /// <summary>
    /// <c>2026-10-14T09:10:32.123Z</c>, with a blank instead of T, 0 to 9 decimals, <c>Z</c>, <c>±hh:mm</c> or nothing (then UTC).
    /// Digits below a microsecond are cut off.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) is not ('t' or ' ') || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out var year) || !TryDigits(text.Slice(5, 2), out var month) || !TryDigits(text.Slice(8, 2), out var day)
            || !TryDigits(text.Slice(11, 2), out var hour) || !TryDigits(text.Slice(14, 2), out var minute) || !TryDigits(text.Slice(17, 2), out var second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var rest = text[19..];
        if (!TryFraction(ref rest, out var fraction) || !TryOffset(rest, out var offsetMinutes))
        {
            return false;
        }

        micros = Instants.ToMicros(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc)) + fraction - (offsetMinutes * 60L * Instants.MicrosPerSecond);
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out int micros)
    {
        micros = 0;
        if (rest.IsEmpty || rest[0] is not ((byte)'.' or (byte)','))
        {
            return true;
        }

        var digits = 0;
        for (rest = rest[1..]; !rest.IsEmpty && char.IsAsciiDigit((char)rest[0]); rest = rest[1..], digits++)
        {
            micros = digits < 6 ? (micros * 10) + (rest[0] - '0') : micros;
        }

        for (var i = digits; i < 6; i++)
        {
            micros *= 10;
        }

        return digits is > 0 and <= 9;
    }

    private static bool TryOffset(ReadOnlySpan<byte> rest, out int minutes)
    {
        minutes = 0;
        if (rest.IsEmpty || (rest.Length == 1 && rest[0] is (byte)'Z' or (byte)'z'))
        {
            return true;
        }

        if (rest.Length is not (5 or 6) || rest[0] is not ((byte)'+' or (byte)'-') || (rest.Length == 6 && rest[3] != ':')
            || !TryDigits(rest.Slice(1, 2), out var hours) || !TryDigits(rest[^2..], out var rem) || hours > 18 || rem > 59)
        {
            return false;
        }

        minutes = ((hours * 60) + rem) * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return true;
    }
}
