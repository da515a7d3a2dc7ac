using System.Collections.Concurrent;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Audit;

/// <summary>Tells the first of many like actions of a UTC day, for machines that do the same thing all day: they are on record once a day.</summary>
internal sealed class AuditDays(TimeProvider time)
{
    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<(string Action, string Target), int> known = new();

    /// <summary>True when an entry of today is known to say that this was done to the target; false also where nobody has looked.</summary>
    public bool IsKnown(string action, string target) => known.TryGetValue((action, target), out var day) && day == Instants.ToDay(time.NowMicros());

    /// <summary>True when no entry of today says that this was done to the target.</summary>
    public async Task<bool> IsFirstAsync(FinOpsDbContext context, string action, string target, CancellationToken cancellation)
    {
        var today = Instants.ToDay(time.NowMicros());
        if (known.TryGetValue((action, target), out var day) && day == today)
        {
            return false;
        }

        var from = today * Instants.MicrosPerDay;
        if (!await context.AuditEntries.AnyAsync(e => e.Target == target && e.Action == action && e.AtMicros >= from, cancellation).ConfigureAwait(false))
        {
            return true;
        }

        if (known.Count >= MostRemembered)
        {
            known.Clear();
        }

        known[(action, target)] = today;
        return false;
    }
}
