using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Retention;

/// <summary>
/// Removes single records that are old enough, week by week, oldest first, while rollups and all totals stay. A week is first held against its
/// rollups, then noted as pruned, and only then are its records removed, a few at a time: stopped anywhere, the next run goes on.
/// Needs <see cref="Permission.Administer"/>.
/// </summary>
public sealed class RecordPruner
{
    private const int ImportsPerTurn = 500;
    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly UsageTurn turn;
    private readonly SqliteWriteGate gate;
    private readonly RollupVerifier verifier;
    private readonly SpaceReclaimer space;
    private readonly RetentionOptions options;
    private readonly TimeProvider time;

    internal RecordPruner(
        IDbContextFactory<FinOpsDbContext> contexts, UsageTurn turn, SqliteWriteGate gate, RollupVerifier verifier, IOptions<RetentionOptions> options, TimeProvider time)
    {
        (this.contexts, this.turn, this.gate, this.verifier, this.options, this.time) = (contexts, turn, gate, verifier, options.Value, time);
        space = new SpaceReclaimer(contexts, gate);
    }

    /// <summary>Records removed in one transaction: a tenth of a second, and fewer than a server locks the whole table for.</summary>
    internal int RecordsPerTurn { get; set; } = 4_000;

    /// <summary>What a run would do now; nothing is changed.</summary>
    public async Task<PruneReport> PreviewAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var (weeks, halt) = await new PruneCandidates(options, time).FindAsync(context, cancellation);
        var prunable = new List<PrunableWeek>();
        foreach (var week in weeks)
        {
            prunable.Add(new PrunableWeek(PruneCandidates.StartOf(week), (await WeekSums.ReadAsync(context, Cube.TenantDay, week, cancellation)).Requests));
        }

        return new PruneReport(prunable, 0, 0, halt);
    }

    /// <summary>Removes what is old enough. Also goes on with what an earlier run left half done.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not administer.</exception>
    public async Task<PruneReport> PruneAsync(Actor actor, IProgress<string>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.Administer);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var removed = await FinishAsync(context, progress, cancellation);
        var (weeks, halt) = await new PruneCandidates(options, time).FindAsync(context, cancellation);
        var pruned = new List<PrunableWeek>();
        foreach (var week in weeks)
        {
            var sums = await WeekSums.ReadAsync(context, Cube.TenantDay, week, cancellation);
            halt = await NoteAsync(week, sums, actor, cancellation) ?? halt;
            if (!await context.PrunedWeeks.AnyAsync(w => w.Week == week, cancellation))
            {
                break;
            }

            pruned.Add(new PrunableWeek(PruneCandidates.StartOf(week), sums.Requests));
            removed += await FinishAsync(context, progress, cancellation);
        }

        if (removed > 0)
        {
            await ForgetKeysAsync(context, cancellation);
        }

        var imports = await RemoveImportsAsync(context, cancellation);
        await space.ReclaimAsync(cancellation);
        return new PruneReport(pruned, removed, imports, halt);
    }

    /// <summary>Notes a week as pruned, if its rollups are the sums of its records and nothing changed meanwhile; else says why not.</summary>
    private async Task<string?> NoteAsync(int week, WeekSums sums, Actor actor, CancellationToken cancellation)
    {
        var name = PruneCandidates.NameOf(week);
        var found = await verifier.VerifyWeekAsync(week, cancellation);
        if (!found.IsSound || found.Records != sums.Requests)
        {
            return $"The rollups of the week from {name} are not the sums of its records: run verify --rebuild.";
        }

        var isNoted = await turn.TakeAsync(
            async context =>
            {
                if (await WeekSums.ReadAsync(context, Cube.TenantDay, week, cancellation) != sums)
                {
                    return false;
                }

                context.PrunedWeeks.Add(new PrunedWeek { Week = week, Requests = sums.Requests, CostNanos = sums.CostNanos, PrunedAtMicros = time.NowMicros() });
                AuditTrail.Add(context, actor, "retention.prune", $"week:{name}", null, new { sums.Requests, sums.CostNanos }, $"Older than {options.RawRecordDays} days");
                await context.SaveChangesAsync(cancellation);
                return true;
            },
            cancellation);
        return isNoted ? null : $"Someone was changing the week from {name}; the next run looks at it again.";
    }

    /// <summary>Removes what is left of the records of weeks that are noted as pruned.</summary>
    private async Task<long> FinishAsync(FinOpsDbContext context, IProgress<string>? progress, CancellationToken cancellation)
    {
        long removed = 0;
        foreach (var week in await context.PrunedWeeks.AsNoTracking().Where(w => !w.IsDone).OrderBy(w => w.Week).Select(w => w.Week).ToListAsync(cancellation))
        {
            for (int some; (some = await RemoveSomeAsync(context, week, cancellation)) > 0;)
            {
                removed += some;
                progress?.Report($"week from {PruneCandidates.NameOf(week)}: {removed:N0} records removed");
            }

            await context.PrunedWeeks.Where(w => w.Week == week).ExecuteUpdateAsync(w => w.SetProperty(x => x.IsDone, true), cancellation);
        }

        return removed;
    }

    /// <summary>One small transaction, then a rest as long as it took.</summary>
    private async Task<int> RemoveSomeAsync(FinOpsDbContext context, int week, CancellationToken cancellation)
    {
        const int hours = 24 * 7;
        var isSqlServer = context is SqlServerFinOpsDbContext;
        var started = time.GetTimestamp();
        var removed = await InTurnAsync(() => context.Database.ExecuteSqlRawAsync(
            RetentionSql.DeleteSome(week * hours, (week + 1) * hours, RecordsPerTurn, isSqlServer), cancellation), cancellation);
        await Task.Delay(time.GetElapsedTime(started), time, cancellation);
        return removed;
    }

    /// <summary>Keys of removed records in the filter of known events would cost look-ups; it is read anew by the next import.</summary>
    private Task<int> ForgetKeysAsync(FinOpsDbContext context, CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            var forgotten = await context.Database.ExecuteSqlRawAsync(RetentionSql.ForgetFilter, cancellation);
            gate.Forget();
            return forgotten;
        },
        cancellation);

    private async Task<long> RemoveImportsAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        if (options.ApiImportDays == 0)
        {
            return 0;
        }

        var before = time.NowMicros() - (options.ApiImportDays * Instants.MicrosPerDay);
        var old = context.ImportFiles.Where(f => f.Source == ImportSource.Api && f.FinishedAtMicros < before && f.State != ImportState.Running && f.State != ImportState.Queued
            && !context.QuarantinedLines.Any(q => q.ImportFileId == f.Id));
        long removed = 0;
        for (int some; (some = await InTurnAsync(() => old.OrderBy(f => f.Id).Take(ImportsPerTurn).ExecuteDeleteAsync(cancellation), cancellation)) > 0;)
        {
            removed += some;
        }

        return removed;
    }

    /// <summary>Importers of this process wait at the gate instead of at the database.</summary>
    private async Task<int> InTurnAsync(Func<Task<int>> work, CancellationToken cancellation)
    {
        await gate.EnterAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            gate.Leave();
        }
    }
}
