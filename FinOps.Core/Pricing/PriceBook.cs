using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

/// <summary>Hands out the current prices; reads the database again after <see cref="Invalidate"/> or when another process changed them.</summary>
public sealed class PriceBook(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Loaded? current;

    /// <summary>Counts the changes in this process. What was read before the last one is stale, also while someone else reads again.</summary>
    private int changes;

    /// <summary>The prices as they are now, at most a second behind another process; the same object while nothing changes.</summary>
    public async Task<PriceSnapshot> CurrentAsync(CancellationToken cancellation)
    {
        if (current is { } fresh && fresh.Changes == Volatile.Read(ref changes) && !fresh.IsDue(time))
        {
            return fresh.Snapshot;
        }

        await reading.WaitAsync(cancellation);
        try
        {
            if (current is { } known && known.Changes == Volatile.Read(ref changes) && !known.IsDue(time))
            {
                return known.Snapshot;
            }

            return await ReadAsync(cancellation);
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Makes the next look read the database.</summary>
    public void Invalidate()
    {
        Interlocked.Increment(ref changes);
        Changed?.Invoke();
    }

    /// <summary>Raised after prices changed in this process; handlers only note it and return.</summary>
    public event Action? Changed;

    public void Dispose() => reading.Dispose();

    private async Task<PriceSnapshot> ReadAsync(CancellationToken cancellation)
    {
        // Taken before the read: a change in the middle is found at the next check.
        var seen = Volatile.Read(ref changes);
        var checkedAt = time.GetTimestamp();
        await using var context = await contexts.CreateDbContextAsync(cancellation);

        // Rows are only ever added, so their numbers and the highest ids say whether anything changed.
        var rows = new Rows(
            await context.Prices.CountAsync(cancellation),
            await context.Prices.MaxAsync(p => (int?)p.Id, cancellation) ?? 0,
            await context.ModelMappings.CountAsync(cancellation),
            await context.ModelMappings.MaxAsync(m => (int?)m.Id, cancellation) ?? 0);
        if (current is { } known && known.Rows == rows)
        {
            current = known with { Changes = seen, CheckedAt = checkedAt };
            return known.Snapshot;
        }

        var prices = await context.Prices.AsNoTracking().OrderBy(p => p.Id).ToListAsync(cancellation);
        var mappings = await context.ModelMappings.AsNoTracking().OrderBy(m => m.Id).ToListAsync(cancellation);
        var snapshot = new PriceSnapshot(prices, mappings);
        current = new Loaded(seen, snapshot, rows, checkedAt);
        return snapshot;
    }

    private readonly record struct Rows(int Prices, int NewestPriceId, int Mappings, int NewestMappingId);

    private sealed record Loaded(int Changes, PriceSnapshot Snapshot, Rows Rows, long CheckedAt)
    {
        public bool IsDue(TimeProvider time) => time.GetElapsedTime(CheckedAt) >= CheckEvery;
    }
}
