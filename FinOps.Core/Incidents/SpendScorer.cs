using FinOps.Core.Anomalies;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Incidents;

/// <summary>What a pass did.</summary>
/// <param name="Records">Records that were read.</param>
/// <param name="Scored">Scopes that were scored.</param>
/// <param name="Opened">Incidents that were opened.</param>
/// <param name="Resolved">Incidents that ended by themselves.</param>
public sealed record ScoringReport(long Records, int Scored, int Opened, int Resolved)
{
    public static readonly ScoringReport Nothing = new(0, 0, 0, 0);
}

/// <summary>
/// Follows spend by scope and scores it: each minute what has moved, each hour everything. Reads new records once, by their ids; what it learned lies in
/// slices, so that a pass reads no record twice. One pass at a time, whatever the number of processes: who moves the mark goes on, the other stops.
/// </summary>
public sealed class SpendScorer : IDisposable
{
    /// <summary>Records that are read before they are written; more would only need more memory.</summary>
    internal const long RecordsAtOnce = 200_000;

    private const int HoursJudged = 3;
    private const int PatienceMinutes = 10;

    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly SqliteWriteGate gate;
    private readonly IncidentBook incidents;
    private readonly CostRateWatch guard;
    private readonly IncidentOptions options;
    private readonly TimeProvider time;
    private readonly SpendSeries series = new();
    private readonly ScoreSettings settings;
    private readonly BaselineBook baselines;
    private readonly SemaphoreSlim oneAtATime = new(1, 1);
    private long seenVersion = -1;
    private long changesSince;

    internal SpendScorer(
        IDbContextFactory<FinOpsDbContext> contexts, SqliteWriteGate gate, IncidentBook incidents, CostRateWatch guard, IOptions<IncidentOptions> options, TimeProvider time)
    {
        (this.contexts, this.gate, this.incidents, this.guard, this.options, this.time) = (contexts, gate, incidents, guard, options.Value, time);
        settings = new ScoreSettings(options.Value);
        baselines = new BaselineBook(settings);
    }

    /// <summary>Scores what has moved since the last pass; everything when the hourly pass was missed.</summary>
    public async Task<ScoringReport> TickAsync(CancellationToken cancellation) =>
        await oneAtATime.WaitAsync(0, cancellation) ? await GuardedAsync(isFull: false, cancellation) : ScoringReport.Nothing;

    /// <summary>Scores everything, and closes the last whole hour.</summary>
    public async Task<ScoringReport> RunAsync(CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        return await GuardedAsync(isFull: true, cancellation);
    }

    /// <summary>Forgets all sums and reads every record again: needed when records were removed. Incidents stay.</summary>
    public async Task RebuildAsync(CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
            await ForgetSumsAsync(context, cancellation);
            await transaction.CommitAsync(cancellation);
        }
        finally
        {
            Forget();
            oneAtATime.Release();
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    /// <summary>Forgets what this process remembers, as after a start.</summary>
    internal async Task RebuildMemoryAsync()
    {
        await oneAtATime.WaitAsync();
        Forget();
        oneAtATime.Release();
    }

    /// <summary>Takes out what belongs to names that were removed, and all sums, inside the caller's transaction; the next pass reads the records that are left.</summary>
    internal static async Task ForgetRemovedAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var gone = context.Incidents.Where(i => (i.TenantId != 0 && !context.Dimensions.Any(d => d.Id == i.TenantId))
            || (i.FeatureId != 0 && !context.Dimensions.Any(d => d.Id == i.FeatureId)) || (i.ModelId != 0 && !context.Dimensions.Any(d => d.Id == i.ModelId))).Select(i => i.Id);
        await context.IncidentEvents.Where(e => gone.Contains(e.IncidentId)).ExecuteDeleteAsync(cancellation);
        await context.IncidentScores.Where(e => gone.Contains(e.IncidentId)).ExecuteDeleteAsync(cancellation);
        await context.IncidentInputs.Where(e => gone.Contains(e.IncidentId)).ExecuteDeleteAsync(cancellation);
        await context.Incidents.Where(i => gone.Contains(i.Id)).ExecuteDeleteAsync(cancellation);
        await context.RateGuards.ExecuteDeleteAsync(cancellation);
        await context.SpendScopes.Where(i => (i.TenantId != 0 && !context.Dimensions.Any(d => d.Id == i.TenantId))
            || (i.FeatureId != 0 && !context.Dimensions.Any(d => d.Id == i.FeatureId)) || (i.ModelId != 0 && !context.Dimensions.Any(d => d.Id == i.ModelId))).ExecuteDeleteAsync(cancellation);
        await ForgetSumsAsync(context, cancellation);
    }

    /// <summary>Takes the sums out, inside the caller's transaction; the next pass reads the records from the first one on.</summary>
    internal static async Task ForgetSumsAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        await context.SpendSlices.ExecuteDeleteAsync(cancellation);
        await context.ScoreSlices.ExecuteDeleteAsync(cancellation);

        // What is read again came long ago: all of it is history, and teaches.
        await context.SpendScopes.ExecuteUpdateAsync(set => set.SetProperty(s => s.FirstLiveHour, (int?)null), cancellation);
        await context.ScoringMarks.ExecuteUpdateAsync(set => set.SetProperty(m => m.ThroughRecordId, 0L).SetProperty(m => m.Version, m => m.Version + 1), cancellation);
    }

    private async Task<ScoringReport> GuardedAsync(bool isFull, CancellationToken cancellation)
    {
        var isWell = false;
        try
        {
            var report = await PassAsync(isFull, cancellation);
            isWell = report is not null;
            return report ?? ScoringReport.Nothing;
        }
        finally
        {
            if (!isWell)
            {
                Forget();
            }

            oneAtATime.Release();
        }
    }

    private void Forget()
    {
        series.Forget();
        baselines.Forget();
        guard.Forget();
        seenVersion = -1;
    }

    /// <summary>Null when another process scores.</summary>
    private async Task<ScoringReport?> PassAsync(bool isFull, CancellationToken cancellation)
    {
        var now = new ScoringTime(time.NowMicros());
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var mark = await context.ScoringMarks.AsNoTracking().SingleAsync(cancellation);
        if (mark.Version != seenVersion)
        {
            Forget();
            seenVersion = mark.Version;
        }

        await PrepareAsync(context, now, cancellation);
        var (records, moved) = await CatchUpAsync(mark, now, cancellation);
        if (seenVersion < 0)
        {
            return null;
        }

        // Where nobody's usage came any more, nothing is known of the time since: incidents stand as they were.
        var asOf = now.UpTo(series.NewestHour);
        if (asOf.Hour < now.Hour - options.LateHours)
        {
            return new ScoringReport(records, 0, 0, 0);
        }

        isFull |= mark.ScoredHour < asOf.Hour - 1 && now.Minute >= PatienceMinutes;
        var scores = await ScoreAsync(context, isFull ? AllScopes() : moved, asOf, cancellation);
        await guard.LookAsync(context, series, baselines, now, cancellation);
        var book = await incidents.ApplyAsync(new ScoringPass(scores, asOf, isFull, seenVersion, series), cancellation);
        if (book is null)
        {
            return null;
        }

        seenVersion += book.IsWritten ? 1 : 0;
        series.Trim(asOf.Hour - HoursJudged);
        baselines.Trim(asOf.Hour % 24 < HoursJudged ? asOf.Day - 1 : asOf.Day);
        return new ScoringReport(records, scores.Count, book.Opened, book.Resolved);
    }

    /// <summary>Brings in what people have changed since the last pass.</summary>
    private async Task PrepareAsync(FinOpsDbContext context, ScoringTime now, CancellationToken cancellation)
    {
        await series.LoadAsync(context, cancellation);
        if (await settings.LoadAsync(context, cancellation))
        {
            baselines.Forget();
        }

        var since = changesSince;
        changesSince = now.Micros;
        var judged = await context.Incidents.AsNoTracking().Where(i => i.ChangedAtMicros >= since).Select(i => i.ScopeId).Distinct().ToListAsync(cancellation);
        foreach (var scope in judged)
        {
            baselines.Forget(scope);
            await series.ReloadAsync(context, scope, cancellation);
        }
    }

    /// <summary>Adds the records that came since the mark, some at a time, each time in one transaction with the mark.</summary>
    private async Task<(long Records, HashSet<int> Moved)> CatchUpAsync(ScoringMark mark, ScoringTime now, CancellationToken cancellation)
    {
        var (through, moved) = (mark.ThroughRecordId, new HashSet<int>());
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var top = await context.DataVersions.Where(v => v.Id == 1).Select(v => v.NextRecordId).SingleAsync(cancellation) - 1;
            if (through >= top)
            {
                return (through - mark.ThroughRecordId, moved);
            }

            var next = Math.Min(top, through + RecordsAtOnce);
            var spend = new NewSpend(now.Micros - guard.SpanMicros);
            await spend.ReadAsync(context, through, next, cancellation);
            guard.Add(spend);
            if (await WriteAsync(context, spend, through, next, now, cancellation) is not { } fresh)
            {
                seenVersion = -1;
                return (0, moved);
            }

            moved.UnionWith(fresh);
            through = next;
        }
    }

    private async Task<HashSet<int>?> WriteAsync(FinOpsDbContext context, NewSpend spend, long through, long next, ScoringTime now, CancellationToken cancellation)
    {
        await gate.EnterAsync(cancellation);
        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
            var version = seenVersion;
            if (await context.ScoringMarks.Where(m => m.Id == 1 && m.Version == version && m.ThroughRecordId == through)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.ThroughRecordId, next).SetProperty(m => m.Version, version + 1), cancellation) == 0)
            {
                return null;
            }

            var fresh = await series.AddAsync(context, spend, now.Hour - options.LateHours, cancellation);
            await context.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            seenVersion++;
            series.Trim(now.Hour - HoursJudged);
            return fresh;
        }
        finally
        {
            gate.Leave();
        }
    }

    private HashSet<int> AllScopes() => [.. series.Scopes.OfType<SpendScope>().Select(s => s.Id)];

    private async Task<Dictionary<int, ScopeScore>> ScoreAsync(FinOpsDbContext context, HashSet<int> scopes, ScoringTime now, CancellationToken cancellation)
    {
        scopes.UnionWith(await context.Incidents.Where(i => i.OpenScopeId != null).Select(i => i.ScopeId).ToListAsync(cancellation));
        var scores = new Dictionary<int, ScopeScore>(scopes.Count);
        foreach (var id in scopes.Order())
        {
            if (id < series.Scopes.Count && series.Scopes[id] is { } scope)
            {
                scores[id] = await ScoreAsync(context, scope, now, cancellation);
            }
        }

        return scores;
    }

    private async ValueTask<ScopeScore> ScoreAsync(FinOpsDbContext context, SpendScope scope, ScoringTime now, CancellationToken cancellation)
    {
        var rule = settings.Of(scope.Key);
        return new ScopeScore(
            scope, rule, await HourAsync(now.Hour - 2), await HourAsync(now.Hour - 1), await HourAsync(now.Hour),
            (await baselines.OfAsync(context, series, scope, now.Day, cancellation)).Day.Score(now.Day, await series.LiveAsync(context, scope, SeriesGrain.Day, now.Day, cancellation)));

        async ValueTask<AnomalyScore> HourAsync(int hour)
        {
            var nanos = await series.LiveAsync(context, scope, SeriesGrain.Hour, hour, cancellation);

            // A bucket under the floor is no anomaly, whatever it was before.
            return nanos < Math.Max(rule.FloorNanos, 1)
                ? AnomalyScore.InsufficientHistory(nanos)
                : (await baselines.OfAsync(context, series, scope, hour / 24, cancellation)).Hour.Score(hour, nanos);
        }
    }
}
