using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Core.Retention;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>What came of asking for a re-rating.</summary>
public abstract record RerateStart
{
    private RerateStart()
    {
    }

    /// <summary>The run is stored.</summary>
    public sealed record Started(RerateRun Run) : RerateStart;

    /// <summary>It cannot be asked so.</summary>
    /// <param name="Field">Name of the faulty field: Provider, Model, FromUtc, ToUtc or Reason; empty where none is.</param>
    /// <param name="Message">What is wrong and what to do.</param>
    public sealed record Refused(string Field, string Message) : RerateStart;
}

/// <summary>Starts and stops re-ratings. Needs <see cref="Permission.ManagePricing"/>.</summary>
public sealed class RerateEditor(IDbContextFactory<FinOpsDbContext> contexts, RerateQueue queue, TimeProvider time)
{
    private const int LongestReason = 1024;

    /// <summary>Without a sign of life for so long a run of the same scope is gone on with by who asks for it again.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>Stores a run over a scope, or takes over one of the same scope whose process has died.</summary>
    /// <param name="isForCaller">True when the caller carries it out itself through <see cref="RerateQueue.RunAsync"/>; else a job does.</param>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage prices.</exception>
    public async Task<RerateStart> StartAsync(RerateScope scope, string reason, Actor actor, bool isForCaller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.Rerate);
        scope = Cleaned(scope);
        reason = reason?.Trim() ?? "";
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await FaultAsync(context, scope, reason, cancellation).ConfigureAwait(false) is { } fault)
        {
            return fault;
        }

        var run = NewRun(RerateKind.Prices, reason, actor, isForCaller);
        (run.Provider, run.Model) = (scope.Provider, scope.Model);
        run.FromMicros = scope.FromUtc is { } from ? Instants.ToMicros(from) : null;
        run.ToMicros = scope.ToUtc is { } to ? Instants.ToMicros(to) : null;
        if (await SameAsync(context, run, cancellation).ConfigureAwait(false) is { } same)
        {
            return isForCaller && await TakeOverAsync(context, same, actor, reason, cancellation).ConfigureAwait(false)
                ? new RerateStart.Started(same)
                : new RerateStart.Refused("", $"Run {same.Id} rates the same calls already.");
        }

        context.RerateRuns.Add(run);
        AuditTrail.AddSaved(context, actor, "rerate.start", () => RerateFacts.Target(run), null, () => RerateFacts.Scope(run), reason);
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        if (!isForCaller)
        {
            queue.Announce();
        }

        return new RerateStart.Started(run);
    }

    /// <summary>Cancels a run: one that waits at once, one that is under way behind its next batch. What is stored stays. False when it has ended.</summary>
    public async Task<bool> CancelAsync(int runId, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.Rerate);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var now = time.NowMicros();
        var waiting = await AuditTrail.WriteAsync(
            context,
            () => context.RerateRuns.Where(r => r.Id == runId && r.State == RerateState.Queued && r.Kind != RerateKind.Reopening)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RerateState.Canceled).SetProperty(x => x.FinishedAtMicros, now), cancellation),
            _ => Note(RerateState.Queued),
            cancellation).ConfigureAwait(false);
        return waiting == 1 || await AuditTrail.WriteAsync(
            context,
            () => context.RerateRuns.Where(r => r.Id == runId && r.State == RerateState.Running && r.Kind != RerateKind.Reopening && !r.IsCancelRequested)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.IsCancelRequested, true), cancellation),
            _ => Note(RerateState.Running),
            cancellation).ConfigureAwait(false) == 1
            || await context.RerateRuns.AnyAsync(r => r.Id == runId && r.State == RerateState.Running && r.Kind != RerateKind.Reopening, cancellation).ConfigureAwait(false);

        void Note(RerateState state) => AuditTrail.Add(context, actor, "rerate.cancel", $"rerate:{runId}", new { State = state }, new { State = RerateState.Canceled });
    }

    /// <summary>The faults of a scope alone; null when it can be looked at.</summary>
    public async Task<RerateStart.Refused?> CheckAsync(RerateScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await FaultAsync(context, Cleaned(scope), "-", cancellation).ConfigureAwait(false);
    }

    internal RerateRun NewRun(RerateKind kind, string reason, Actor actor, bool isRunning)
    {
        var now = time.NowMicros();
        return new RerateRun
        {
            Kind = kind,
            State = isRunning ? RerateState.Running : RerateState.Queued,
            Reason = reason,
            ActorSubject = actor.Subject,
            ActorName = actor.Name,
            QueuedAtMicros = now,
            StartedAtMicros = isRunning ? now : null,
            UpdatedAtMicros = isRunning ? now : null,
        };
    }

    private static Task<RerateRun?> SameAsync(FinOpsDbContext context, RerateRun run, CancellationToken cancellation) => context.RerateRuns.AsNoTracking()
        .Where(r => r.Kind == RerateKind.Prices && (r.State == RerateState.Queued || r.State == RerateState.Running))
        .Where(r => r.Provider == run.Provider && r.Model == run.Model && r.FromMicros == run.FromMicros && r.ToMicros == run.ToMicros)
        .OrderBy(r => r.Id).FirstOrDefaultAsync(cancellation);

    private async Task<bool> TakeOverAsync(FinOpsDbContext context, RerateRun run, Actor actor, string reason, CancellationToken cancellation)
    {
        var (now, seen) = (time.NowMicros(), run.UpdatedAtMicros);
        if (run.State == RerateState.Running && (seen ?? run.QueuedAtMicros) > now - (long)Silence.TotalMicroseconds)
        {
            return false;
        }

        var state = run.State;
        var started = run.StartedAtMicros ?? now;
        (run.State, run.UpdatedAtMicros) = (RerateState.Running, now);
        return await AuditTrail.WriteAsync(
            context,
            () => context.RerateRuns.Where(r => r.Id == run.Id && r.State == state && r.UpdatedAtMicros == seen).ExecuteUpdateAsync(
                r => r.SetProperty(x => x.State, RerateState.Running).SetProperty(x => x.UpdatedAtMicros, now).SetProperty(x => x.StartedAtMicros, started), cancellation),
            _ => AuditTrail.Add(context, actor, "rerate.resume", RerateFacts.Target(run), new { State = state }, new { run.State }, reason),
            cancellation).ConfigureAwait(false) == 1;
    }

    private static RerateScope Cleaned(RerateScope scope) => scope with { Provider = scope.Provider.Trim(), Model = scope.Model.Trim() };

    private static async Task<RerateStart.Refused?> FaultAsync(FinOpsDbContext context, RerateScope scope, string reason, CancellationToken cancellation)
    {
        if (reason.Length is 0 or > LongestReason)
        {
            return new(nameof(RerateRun.Reason), reason.Length == 0 ? "Say why: it stays with the corrections." : $"At most {LongestReason} characters.");
        }

        if (scope.FromUtc >= scope.ToUtc)
        {
            return new(nameof(RerateScope.ToUtc), "The end must be behind the start; it is not included.");
        }

        if (await RetentionQueries.KeptFromAsync(context, cancellation).ConfigureAwait(false) is { } keptFrom && scope.ToUtc <= keptFrom)
        {
            return new(nameof(RerateScope.ToUtc), string.Create(
                CultureInfo.InvariantCulture, $"Records from before {keptFrom:yyyy-MM-dd} were pruned and cannot be rated again; what they cost stays in all totals."));
        }

        var models = await ModelNames.ReadAsync(context, cancellation).ConfigureAwait(false);
        return models.Covered(scope) is not { Count: 0 } ? null
            : models.Covered(scope with { Model = "" }) is { Count: 0 } ? new(nameof(RerateScope.Provider), "No stored call names this provider.")
            : new(nameof(RerateScope.Model), "No stored call names this model. A * stands for any text, e.g. gpt-5*.");
    }
}
