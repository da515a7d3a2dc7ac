using System.Collections.Frozen;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

/// <summary>
/// Keeps the <see cref="MeasureSnapshot"/> of this process. A change of this process is in it before the change is answered; one of another
/// process is noticed by the next look at the version, twice a second.
/// </summary>
public sealed class MeasureBoard(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly Lock guard = new();
    private MeasureSnapshot current = MeasureSnapshot.Empty;

    /// <summary>Raised after the snapshot was replaced; handlers only note it and return.</summary>
    public event Action? Changed;

    /// <summary>The snapshot as this process knows it; empty for the first moments after the start.</summary>
    public MeasureSnapshot Current => Volatile.Read(ref current);

    /// <summary>The snapshot, read first where nothing was read yet.</summary>
    public async ValueTask<MeasureSnapshot> ReadAsync(CancellationToken cancellation)
    {
        if (!Current.IsRead)
        {
            await RefreshAsync(cancellation);
        }

        return Current;
    }

    /// <summary>Reads again when another process changed something.</summary>
    /// <returns>Whether anything was new.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (Current.IsRead && await VersionAsync(context, cancellation) == Current.Version)
        {
            return false;
        }

        await RefreshAsync(cancellation);
        return true;
    }

    public void Dispose() => reading.Dispose();

    /// <summary>Reads everything that people and rules decided.</summary>
    internal async Task RefreshAsync(CancellationToken cancellation)
    {
        await reading.WaitAsync(cancellation);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var read = await SnapshotAsync(context, time.NowMicros(), cancellation);
            Replace(now => read.WithLimits(now.Limits).WithDays(now.Days));
        }
        finally
        {
            reading.Release();
        }
    }

    internal void Publish(FrozenDictionary<string, TenantLimits> limits) => Replace(now => now.WithLimits(limits));

    internal void Publish(FrozenDictionary<string, TenantDay> days) => Replace(now => now.WithDays(days));

    // The version is read first: what changes meanwhile makes the next look read again.
    private static async Task<MeasureSnapshot> SnapshotAsync(FinOpsDbContext context, long nowMicros, CancellationToken cancellation)
    {
        var version = await VersionAsync(context, cancellation);
        var measures = await context.Measures.AsNoTracking().Where(m => m.LiftedAtMicros == null && (m.UntilMicros == null || m.UntilMicros > nowMicros)).OrderBy(m => m.Id).ToListAsync(cancellation);
        var overrides = await context.Overrides.AsNoTracking().Where(o => o.EndedAtMicros == null && o.UntilMicros > nowMicros).OrderBy(o => o.Id).ToListAsync(cancellation);
        var settings = await context.LadderSettings.AsNoTracking().ToListAsync(cancellation);
        var states = await context.LadderStates.AsNoTracking().ToListAsync(cancellation);
        return new MeasureSnapshot(version, measures, overrides, settings, states);
    }

    private static Task<long> VersionAsync(FinOpsDbContext context, CancellationToken cancellation) =>
        context.EnforcementVersions.AsNoTracking().Where(v => v.Id == 1).Select(v => v.Version).FirstOrDefaultAsync(cancellation);

    private void Replace(Func<MeasureSnapshot, MeasureSnapshot> next)
    {
        lock (guard)
        {
            Volatile.Write(ref current, next(current));
        }

        Changed?.Invoke();
    }
}
