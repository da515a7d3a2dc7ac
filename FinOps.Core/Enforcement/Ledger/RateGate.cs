using System.Collections.Concurrent;

namespace FinOps.Core.Enforcement.Ledger;

/// <summary>What a rate leaves.</summary>
/// <param name="IsAdmitted">Whether the call may go on.</param>
/// <param name="RetryAfterSeconds">Whole seconds after which a call passes; 0 when this one does. One second less never suffices.</param>
/// <param name="Limit">Calls that may come at once.</param>
/// <param name="Remaining">Of them, those that may still come now.</param>
/// <param name="ResetSeconds">Whole seconds until all of them may come again.</param>
public readonly record struct RateAnswer(bool IsAdmitted, long RetryAfterSeconds, long Limit, long Remaining, long ResetSeconds);

/// <summary>
/// Holds callers to a rate by the generic cell rate algorithm: one number a caller, the time at which it would be even. It goes by a clock
/// that only counts, so that setting the clock on the wall gives and takes nothing. It is kept in memory: after a restart one burst is free.
/// </summary>
public sealed class RateGate(TimeProvider time)
{
    private const long NanosPerSecond = 1_000_000_000;
    private const long NanosPerMinute = 60 * NanosPerSecond;

    /// <summary>Callers that are remembered; beyond it those that are even are forgotten.</summary>
    private const int Most = 200_000;

    private readonly ConcurrentDictionary<string, Cell> cells = new(StringComparer.Ordinal);
    private readonly long mark = time.GetTimestamp();

    /// <summary>Calls that may come at once at a rate: those of ten seconds.</summary>
    public static long BurstOf(long perMinute) => Math.Max(1, perMinute / 6);

    /// <summary>Takes a call if the rate allows it.</summary>
    /// <param name="key">Who calls.</param>
    /// <param name="perMinute">Calls a minute, tightening included.</param>
    /// <param name="burst">Calls that may come at once.</param>
    public RateAnswer Take(string key, long perMinute, long burst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perMinute, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        var now = Now;
        if (cells.Count >= Most)
        {
            Forget(now);
        }

        var interval = Math.Max(1, (NanosPerMinute + perMinute - 1) / perMinute);
        var tolerance = (burst - 1) * interval;
        var cell = cells.GetOrAdd(key, _ => new Cell());
        lock (cell)
        {
            var even = Math.Max(cell.EvenAt, now);
            var wait = even - tolerance - now;
            if (wait > 0)
            {
                return new RateAnswer(false, Seconds(wait), burst, 0, Seconds(even - now));
            }

            cell.EvenAt = even + interval;
            var left = cell.EvenAt - now;
            return new RateAnswer(true, 0, burst, Math.Max(0, (tolerance + interval - left) / interval), Seconds(left));
        }
    }

    private long Now => (long)(time.GetElapsedTime(mark).Ticks * 100);

    private static long Seconds(long nanos) => (nanos + NanosPerSecond - 1) / NanosPerSecond;

    private void Forget(long now)
    {
        foreach (var (key, cell) in cells)
        {
            if (Volatile.Read(ref cell.EvenAt) <= now)
            {
                cells.TryRemove(key, out _);
            }
        }
    }

    private sealed class Cell
    {
        public long EvenAt;
    }
}
