using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Retention;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Derivations;

/// <summary>
/// Keeps derived days up to date. A day whose stored fingerprint differs from the current one is worked out again from its records, oldest first, several
/// derivations in one reading. Each day's rows are replaced in one transaction, together with the fingerprint that was read before the records: stopped
/// anywhere, the next run goes on, and what changes in between makes another fingerprint. Days whose records were pruned stay as they are. A derivation that
/// fails does not stop the others: see <see cref="DerivationFaults"/>.
/// </summary>
public sealed class DayDeriver
{
    /// <summary>So many days are worked out in one reading; the more, the less often the days around them are read again.</summary>
    internal const int DaysAtOnce = 7;

    /// <summary>Days with many records are worked out fewer at a time, so that memory stays bounded.</summary>
    private const long RecordsAtOnce = 1_000_000;

    /// <summary>A look for changes rests so many times as long as the last one took, so that a day that keeps changing does not keep a core busy.</summary>
    private const int RestFactor = 10;

    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly IReadOnlyList<IDayDerivation> derivations;
    private readonly UsageTurn turn;
    private readonly DerivationFaults faults;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim oneAtATime = new(1, 1);
    private long cleanVersion = -1;
    private long restsUntil;

    internal DayDeriver(IDbContextFactory<FinOpsDbContext> contexts, IEnumerable<IDayDerivation> derivations, UsageTurn turn, DerivationFaults faults, TimeProvider time) =>
        (this.contexts, this.derivations, this.turn, this.faults, this.time) = (contexts, [.. derivations], turn, faults, time);

    /// <summary>Runs before a day is written; for tests that change something in between.</summary>
    internal Func<string, int, Task>? BeforeWrite { get; set; }

    /// <summary>Looks for days that changed, unless nothing was written since the last look or it was a moment ago.</summary>
    /// <returns>How many days were worked out.</returns>
    public async Task<int> KeepUpAsync(CancellationToken cancellation)
    {
        if (time.GetTimestamp() < restsUntil || !await oneAtATime.WaitAsync(0, cancellation))
        {
            return 0;
        }

        try
        {
            return await VersionAsync(cancellation) is var version && version == cleanVersion ? 0 : await RunAsync(version, cancellation);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Looks at all days now; waits for a run that is on.</summary>
    /// <inheritdoc cref="KeepUpAsync" path="/returns"/>
    public async Task<int> DeriveAsync(CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            return await RunAsync(await VersionAsync(cancellation), cancellation);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private async Task<int> RunAsync(long version, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var run = new DerivationRun();
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            if (await BulkImports.IsRunningAsync(context, time, cancellation))
            {
                break;
            }

            // What is stale is asked anew for each stretch, so that its fingerprint is that of the moment before its records are read.
            var stale = await StaleAsync(context, await DaySums.ReadAsync(context, cancellation), run, cancellation);
            if (stale.Batch.Count == 0)
            {
                await faults.ReplaceAsync(run.Faults, cancellation);
                cleanVersion = run.Tried.Count + run.Faults.Count == 0 ? version : cleanVersion;
                break;
            }

            await DeriveAsync(context, stale, run, cancellation);
            run.Tried.UnionWith(stale.Batch.Select(b => (b.Derivation.Name, b.Day)).Where(b => stale.Days == 1 || !run.Alone.Contains(b)));
        }

        restsUntil = time.GetTimestamp() + (RestFactor * (time.GetTimestamp() - started));
        return run.Derived;
    }

    /// <summary>The first stretch of days that differ, by derivation; a day that changed again after it was worked out waits for the next run.</summary>
    private async Task<Stale> StaleAsync(FinOpsDbContext context, DaySums sums, DerivationRun run, CancellationToken cancellation)
    {
        var keptFrom = await RetentionQueries.KeptFromAsync(context, cancellation) is { } kept ? Instants.ToDay(Instants.ToMicros(kept)) : int.MinValue;
        var all = new List<(IDayDerivation Derivation, int Day, long? Fingerprint)>();
        foreach (var derivation in derivations)
        {
            if (await run.TryAsync(derivation.Name, [], () => derivation.DueAsync(context, sums, cancellation)) is not { } due)
            {
                continue;
            }

            var stored = await context.DerivedDays.Where(d => d.Name == derivation.Name).ToDictionaryAsync(d => d.Day, d => d.Fingerprint, cancellation);
            var changed = due.Where(d => !stored.TryGetValue(d.Key, out var known) || known != d.Value).Select(d => (derivation, d.Key, (long?)d.Value));
            var gone = stored.Keys.Where(day => !due.ContainsKey(day)).Select(day => (derivation, day, (long?)null));

            // A day that reaches into pruned records would lose what it knew of them.
            all.AddRange(changed.Concat(gone).Where(d => d.Item2 >= keptFrom && (d.Item2 - derivation.DaysBefore >= keptFrom || !stored.ContainsKey(d.Item2)) && !run.Tried.Contains((derivation.Name, d.Item2))));
        }

        var first = all.Count == 0 ? 0 : all.Min(d => d.Day);
        var end = first + 1;
        var alone = all.Where(d => run.Alone.Contains((d.Derivation.Name, d.Day))).Select(d => d.Day).ToHashSet();
        for (var records = sums.RecordsOf(first); end < first + DaysAtOnce && records + sums.RecordsOf(end) <= RecordsAtOnce && !alone.Contains(first) && !alone.Contains(end); end++)
        {
            records += sums.RecordsOf(end);
        }

        return new Stale(sums, end - first, [.. all.Where(d => d.Day < end).OrderBy(d => d.Day)]);
    }

    private async Task DeriveAsync(FinOpsDbContext context, Stale stale, DerivationRun run, CancellationToken cancellation)
    {
        var folds = new List<OpenFold>();
        foreach (var group in stale.Batch.GroupBy(b => b.Derivation))
        {
            var days = group.Select(b => b.Day).ToList();
            if (await run.TryAsync(group.Key.Name, days, () => group.Key.OpenAsync(context, days, cancellation)) is { } fold)
            {
                folds.Add(new OpenFold(group.Key, fold, days));
            }
        }

        for (var reading = folds; reading.Count > 0; reading = [.. reading.Where(f => f.EndPass(run))])
        {
            foreach (var day in reading.SelectMany(f => f.Reads).Distinct().Where(stale.Sums.Has).Order())
            {
                var wanting = reading.Where(f => f.Reads.Contains(day)).ToArray();
                await DayRecords.ReadAsync(context, day, (scoped in record) => Offer(wanting, in record), cancellation);
            }
        }

        foreach (var (derivation, day, fingerprint) in stale.Batch)
        {
            await (BeforeWrite?.Invoke(derivation.Name, day) ?? Task.CompletedTask);
            if (folds.Find(f => f.Derivation == derivation) is { Fault: null } open)
            {
                run.Derived += await run.TryAsync(derivation.Name, [day], () => WriteAsync(derivation, open.Fold, day, fingerprint, cancellation)) ? 1 : 0;
            }
        }
    }

    private static void Offer(OpenFold[] folds, scoped in DayRecord record)
    {
        foreach (var fold in folds)
        {
            fold.Add(in record);
        }
    }

    private Task<bool> WriteAsync(IDayDerivation derivation, IDayFold fold, int day, long? fingerprint, CancellationToken cancellation) => turn.TakeAsync(
        async context =>
        {
            await fold.WriteAsync(context, day, cancellation);
            await context.DerivedDays.Where(d => d.Name == derivation.Name && d.Day == day).ExecuteDeleteAsync(cancellation);
            if (fingerprint is { } read)
            {
                context.DerivedDays.Add(new DerivedDay { Name = derivation.Name, Day = day, Fingerprint = read, DerivedAtMicros = time.NowMicros() });
                await context.SaveChangesAsync(cancellation);
            }

            return true;
        },
        cancellation);

    private async Task<long> VersionAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.DataVersions.Where(v => v.Id == 1).Select(v => v.Version).SingleAsync(cancellation);
    }

    private sealed record Stale(DaySums Sums, int Days, IReadOnlyList<(IDayDerivation Derivation, int Day, long? Fingerprint)> Batch);
}
