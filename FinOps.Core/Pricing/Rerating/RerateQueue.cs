using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>
/// Runs that wait to be carried out, shared by all processes through their rows: whoever changes a row from queued to running has it.
/// A row whose process has died is taken over once its <see cref="Lease"/> has passed.
/// </summary>
public sealed class RerateQueue
{
    /// <summary>A run that shows no sign of life for so long is taken over.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);

    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly Rerater rerater;
    private readonly TimeProvider time;

    internal RerateQueue(IDbContextFactory<FinOpsDbContext> contexts, Rerater rerater, TimeProvider time) =>
        (this.contexts, this.rerater, this.time) = (contexts, rerater, time);

    /// <summary>Raised after a run was queued in this process, so that it starts at once.</summary>
    public event Action? Added;

    /// <summary>Takes the oldest run that waits, or one whose process has died; null when there is none.</summary>
    public async Task<RerateRun?> TakeAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var now = time.NowMicros();
        var stale = now - (long)Lease.TotalMicroseconds;
        var candidates = await context.RerateRuns.AsNoTracking()
            .Where(r => r.State == RerateState.Queued || (r.State == RerateState.Running && (r.UpdatedAtMicros ?? r.QueuedAtMicros) < stale))
            .OrderBy(r => r.Id).Take(50).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var run in candidates)
        {
            var seen = run.UpdatedAtMicros;
            var started = run.StartedAtMicros ?? now;
            var taken = await context.RerateRuns
                .Where(r => r.Id == run.Id && r.State == run.State && r.UpdatedAtMicros == seen)
                .ExecuteUpdateAsync(
                    r => r.SetProperty(x => x.State, RerateState.Running).SetProperty(x => x.StartedAtMicros, started).SetProperty(x => x.UpdatedAtMicros, now), cancellation)
                .ConfigureAwait(false);
            if (taken == 1)
            {
                return await context.RerateRuns.AsNoTracking().SingleAsync(r => r.Id == run.Id, cancellation).ConfigureAwait(false);
            }
        }

        return null;
    }

    /// <summary>Carries out a run that stands as running. When stopped, it is queued again for the next start.</summary>
    /// <returns>The run as it ended.</returns>
    public async Task<RerateRun> RunAsync(RerateRun run, IProgress<RerateRun>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var end = new CancellationTokenSource();
        var beat = BeatAsync(run, stop, end.Token);
        try
        {
            var how = await rerater.RunAsync(run, progress, stop.Token).ConfigureAwait(false);
            await EndAsync(run, how == RerateEnd.Done ? RerateState.Done : RerateState.Canceled, how == RerateEnd.Lost, null).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await EndAsync(run, cancellation.IsCancellationRequested ? RerateState.Queued : RerateState.Canceled, isLost: false, null).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
        catch (Exception exception)
        {
            await EndAsync(run, RerateState.Failed, isLost: false, exception.Message).ConfigureAwait(false);
            throw;
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await beat.ConfigureAwait(false);
        }

        return run;
    }

    /// <summary>Announces a run that was stored as queued.</summary>
    internal void Announce() => Added?.Invoke();

    /// <summary>Shows that the process lives, and notices when someone asks it to stop in the middle of a long look.</summary>
    private async Task BeatAsync(RerateRun run, CancellationTokenSource stop, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(Heartbeat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false))
            {
                await using var context = await contexts.CreateDbContextAsync(ended).ConfigureAwait(false);
                var now = time.NowMicros();
                await context.RerateRuns.Where(r => r.Id == run.Id && r.State == RerateState.Running)
                    .ExecuteUpdateAsync(r => r.SetProperty(x => x.UpdatedAtMicros, now), ended).ConfigureAwait(false);
                if (await context.RerateRuns.AnyAsync(r => r.Id == run.Id && r.IsCancelRequested, ended).ConfigureAwait(false))
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended.
        }
    }

    /// <summary>A run that waits again for the next start has not ended. Who asked for it is who changed the figures, whichever process did.</summary>
    private static void Note(FinOpsDbContext context, RerateRun run)
    {
        if (run.State != RerateState.Queued)
        {
            AuditTrail.Add(context, Actor.System(run.ActorName, "job") with { Subject = run.ActorSubject }, "rerate.end", RerateFacts.Target(run), null, RerateFacts.Outcome(run), run.Reason);
        }
    }

    private async Task EndAsync(RerateRun run, RerateState state, bool isLost, string? error)
    {
        if (isLost || run.Id == 0)
        {
            return;
        }

        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None).ConfigureAwait(false);
        long? finished = state == RerateState.Queued ? null : time.NowMicros();
        (run.State, run.Error, run.FinishedAtMicros) = (state, error, finished);
        await AuditTrail.WriteAsync(
            context,
            () => context.RerateRuns.Where(r => r.Id == run.Id && r.State == RerateState.Running)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, state).SetProperty(x => x.Error, error).SetProperty(x => x.FinishedAtMicros, finished)),
            _ => Note(context, run),
            CancellationToken.None).ConfigureAwait(false);
    }
}
