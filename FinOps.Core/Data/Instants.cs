namespace FinOps.Core.Data;

/// <summary>Instants are stored as whole microseconds since 1970-01-01T00:00:00Z, which both databases keep exactly.</summary>
public static class Instants
{
    public const long MicrosPerSecond = 1_000_000;
    public const long MicrosPerHour = 3_600 * MicrosPerSecond;
    public const long MicrosPerDay = 24 * MicrosPerHour;

    /// <summary>Microseconds since the epoch; ticks below a microsecond are cut off.</summary>
    public static long ToMicros(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <inheritdoc cref="ToMicros(DateTime)"/>
    public static long ToMicros(DateTimeOffset at) => ToMicros(at.UtcDateTime);

    /// <summary>The UTC instant of so many microseconds since the epoch.</summary>
    public static DateTime ToUtc(long micros) => DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    /// <summary>Whole hours since the epoch, rounded down.</summary>
    public static int ToHour(long micros) => (int)Math.DivRem(micros, MicrosPerHour, out var rest) - (rest < 0 ? 1 : 0);

    /// <summary>Whole days since the epoch, rounded down.</summary>
    public static int ToDay(long micros) => (int)Math.DivRem(micros, MicrosPerDay, out var rest) - (rest < 0 ? 1 : 0);

    /// <summary>Now, in microseconds since the epoch.</summary>
    public static long NowMicros(this TimeProvider time) => ToMicros(time.GetUtcNow());
}
