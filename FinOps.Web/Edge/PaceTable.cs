using System.Collections.Concurrent;

namespace FinOps.Web.Edge;

/// <summary>
/// How often each caller may come: an even pace with a burst (the generic cell rate algorithm), kept as one instant per caller.
/// Tells exactly how long to wait.
/// </summary>
public sealed class PaceTable
{
    private const int SweepAt = 10_000;
    private const int MostCallers = 50_000;
    private readonly ConcurrentDictionary<string, Cell> cells = new(StringComparer.Ordinal);
    private readonly Cell crowd = new();
    private readonly TimeProvider time;
    private readonly long interval;
    private readonly long tolerance;
    private long nextSweep;

    /// <param name="perSecond">The even pace.</param>
    /// <param name="burst">How many may come at once.</param>
    public PaceTable(double perSecond, double burst, TimeProvider time)
    {
        this.time = time;
        interval = Math.Max(1, (long)(time.TimestampFrequency / perSecond));
        tolerance = (long)(interval * (burst - 1));
    }

    public int Count => cells.Count;

    /// <summary>Counts one call.</summary>
    /// <returns>Zero when it may pass, else how long until one may; it is not counted then.</returns>
    public TimeSpan Take(string caller)
    {
        var now = time.GetTimestamp();
        var cell = CellOf(caller, now);
        lock (cell)
        {
            var due = Math.Max(cell.Due, now);
            if (due - now > tolerance)
            {
                return TimeSpan.FromSeconds((due - now - tolerance) / (double)time.TimestampFrequency);
            }

            cell.Due = due + interval;
            return TimeSpan.Zero;
        }
    }

    /// <summary>Books the next place for a caller that comes one at a time and waits for it.</summary>
    /// <param name="places">How many places at once.</param>
    /// <returns>How long to wait for the place; it is counted already.</returns>
    public TimeSpan Book(string caller, int places = 1)
    {
        var now = time.GetTimestamp();
        var cell = CellOf(caller, now);
        lock (cell)
        {
            var due = Math.Max(cell.Due, now);
            cell.Due = due + (interval * places);
            return TimeSpan.FromSeconds(Math.Max(0, due - now - tolerance) / (double)time.TimestampFrequency);
        }
    }

    private Cell CellOf(string caller, long now)
    {
        if (cells.TryGetValue(caller, out var known))
        {
            return known;
        }

        if (cells.Count >= SweepAt)
        {
            Sweep(now);
        }

        // More callers than anybody serves: the newest share one pace, so that inventing callers fills no memory.
        return cells.Count >= MostCallers ? crowd : cells.GetOrAdd(caller, static _ => new Cell());
    }

    /// <summary>Forgets callers that have waited out their pace; they start anew.</summary>
    private void Sweep(long now)
    {
        var due = Interlocked.Read(ref nextSweep);
        if (now < due || Interlocked.CompareExchange(ref nextSweep, now + time.TimestampFrequency, due) != due)
        {
            return;
        }

        foreach (var (caller, cell) in cells)
        {
            if (Interlocked.Read(ref cell.Due) < now)
            {
                cells.TryRemove(caller, out _);
            }
        }
    }

    private sealed class Cell
    {
        public long Due;
    }
}
