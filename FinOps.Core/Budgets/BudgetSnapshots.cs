using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Budgets;

/// <summary>
/// The newest <see cref="BudgetSnapshot"/>. It is read again behind changes of usage and budgets, those of other processes included, and not more often than
/// <see cref="MostOften"/>, so that imports at full speed do not pay for it.
/// </summary>
public sealed class BudgetSnapshots : IDisposable
{
    /// <summary>The shortest time between two reads.</summary>
    public static readonly TimeSpan MostOften = TimeSpan.FromMilliseconds(250);

    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile BudgetSnapshot newest = BudgetSnapshot.Empty;
    private long readAt = long.MinValue;

    internal BudgetSnapshots(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time) => (this.contexts, this.time) = (contexts, time);

    /// <summary>What was read last, without waiting; empty until somebody asked for <see cref="CurrentAsync"/>.</summary>
    public BudgetSnapshot Newest => newest;

    /// <summary>A snapshot that is at most <see cref="MostOften"/> old.</summary>
    public async ValueTask<BudgetSnapshot> CurrentAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref readAt) is var at && at != long.MinValue && time.GetElapsedTime(at) < MostOften)
        {
            return newest;
        }

        return await RefreshAsync(cancellation);
    }

    /// <summary>Reads again now where anything changed, such as behind an edit.</summary>
    public async Task<BudgetSnapshot> RefreshAsync(CancellationToken cancellation)
    {
        await reading.WaitAsync(cancellation);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var asked = time.GetTimestamp();
            var data = await context.DataVersions.Select(v => v.Version).SingleAsync(cancellation);
            var now = time.NowMicros();
            if (data != newest.DataVersion || readAt == long.MinValue)
            {
                newest = await ReadAsync(context, newest, data, now, cancellation);
            }

            Volatile.Write(ref readAt, asked);
            return newest;
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    /// <summary>The version of usage moves with every change of budgets, too: a change takes the turn of usage.</summary>
    private static async Task<BudgetSnapshot> ReadAsync(FinOpsDbContext context, BudgetSnapshot before, long dataVersion, long nowMicros, CancellationToken cancellation)
    {
        await context.Database.OpenConnectionAsync(cancellation);
        var book = await before.BookOrReadAsync(context, cancellation);
        var rows = book.IsEmpty ? [] : await context.BudgetWindows.AsNoTracking().Where(w => w.EndMicros > nowMicros)
            .Select(w => new { w.BudgetId, w.Grain, w.StartMicros, w.PostedNanos, w.Version }).ToListAsync(cancellation);
        return new BudgetSnapshot(book, rows.ToDictionary(w => (w.BudgetId, w.Grain, w.StartMicros), w => (w.PostedNanos, w.Version)), dataVersion);
    }
}
