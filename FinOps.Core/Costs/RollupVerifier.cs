using System.Data;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Core.Retention;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Costs;

/// <summary>One measure of one cell that is not the sum of its records.</summary>
public sealed record RollupDifference(byte CubeId, int Period, string Measure, long Stored, long Computed);

/// <summary>What a verification found.</summary>
/// <param name="Records">Records that were summed.</param>
/// <param name="Cells">Cells that were compared.</param>
/// <param name="DifferenceCount">Measures that differ.</param>
/// <param name="Differences">The first hundred of them.</param>
/// <param name="RebuiltWeeks">Weeks whose cells were replaced.</param>
public sealed record RollupReport(long Records, long Cells, long DifferenceCount, IReadOnlyList<RollupDifference> Differences, int RebuiltWeeks)
{
    public bool IsSound => DifferenceCount == 0;

    /// <summary>Weeks whose records were pruned: their rollups were held against what was noted then, and are never rebuilt.</summary>
    public int PrunedWeeks { get; init; }

    /// <summary>How many of the differences are in such weeks.</summary>
    public long PrunedDifferenceCount { get; init; }
}

/// <summary>Holds every rollup against the sum of its records, a week at a time, and rebuilds what differs to the same nano-USD.</summary>
public sealed class RollupVerifier(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time)
{
    private const int HoursPerWeek = 24 * 7;
    private const int MostListed = 100;
    private const int TurnTimeoutSeconds = 300;

    /// <summary>Verifies all stored time, or only weeks that reach into it from <paramref name="sinceUtc"/> on.</summary>
    /// <param name="rebuild">Whether weeks that differ get the sums of their records.</param>
    /// <param name="sinceUtc">From when on; null for all stored time.</param>
    /// <param name="cancellation">Stops behind the week it is at.</param>
    /// <param name="actor">Who asks; null for the nightly job.</param>
    public async Task<RollupReport> VerifyAsync(bool rebuild, DateTime? sinceUtc, CancellationToken cancellation, Actor? actor = null)
    {
        actor ??= Actor.System("VerifyRollups", "job");
        var report = new RollupReport(0, 0, 0, [], 0);
        var pruned = await PrunedAsync(cancellation);
        var keptFrom = pruned.Count == 0 ? int.MinValue : pruned.Keys.Max() + 1;
        foreach (var week in await WeeksAsync(sinceUtc, cancellation))
        {
            report = Plus(report, week < keptFrom ? await CheckPrunedAsync(week, pruned.GetValueOrDefault(week), cancellation) : await VerifyWeekAsync(week, rebuild ? actor : null, cancellation));
        }

        return report;
    }

    /// <summary>Verifies one week that still has its records.</summary>
    internal Task<RollupReport> VerifyWeekAsync(int week, CancellationToken cancellation) => VerifyWeekAsync(week, null, cancellation);

    private async Task<RollupReport> VerifyWeekAsync(int week, Actor? rebuilder, CancellationToken cancellation)
    {
        var found = await VerifyWeekAsync(week, isAlone: false, null, cancellation);

        // What differs is looked at again while no one writes: an import may have been half seen.
        return found.IsSound ? found : await VerifyWeekAsync(week, isAlone: true, rebuilder, cancellation);
    }

    private async Task<Dictionary<int, PrunedWeek>> PrunedAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await PrunedWeekCheck.WeeksAsync(context, cancellation);
    }

    private async Task<RollupReport> CheckPrunedAsync(int week, PrunedWeek? noted, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await PrunedWeekCheck.CheckAsync(context, week, noted, cancellation);
    }

    private static RollupReport Plus(RollupReport all, RollupReport week) => all with
    {
        Records = all.Records + week.Records,
        Cells = all.Cells + week.Cells,
        DifferenceCount = all.DifferenceCount + week.DifferenceCount,
        RebuiltWeeks = all.RebuiltWeeks + week.RebuiltWeeks,
        PrunedWeeks = all.PrunedWeeks + week.PrunedWeeks,
        PrunedDifferenceCount = all.PrunedDifferenceCount + week.PrunedDifferenceCount,
        Differences = [.. all.Differences.Concat(week.Differences).Take(MostListed)],
    };

    /// <summary>Weeks with records or with cells.</summary>
    private async Task<SortedSet<int>> WeeksAsync(DateTime? sinceUtc, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var hours = await context.CostCells.Where(c => c.CubeId == Cube.TenantHour.Id).Select(c => c.Period / HoursPerWeek).Distinct().ToListAsync(cancellation);
        var first = await context.UsageRecords.MinAsync(r => (int?)r.OccurredHour, cancellation);
        var last = await context.UsageRecords.MaxAsync(r => (int?)r.OccurredHour, cancellation);
        var weeks = new SortedSet<int>(hours);
        if (first is { } from && last is { } to)
        {
            weeks.UnionWith(Enumerable.Range(from / HoursPerWeek, (to / HoursPerWeek) - (from / HoursPerWeek) + 1));
        }

        var since = sinceUtc is { } at ? Instants.ToHour(Instants.ToMicros(at)) / HoursPerWeek : int.MinValue;
        weeks.RemoveWhere(w => w < since);
        return weeks;
    }

    private async Task<RollupReport> VerifyWeekAsync(int week, bool isAlone, Actor? rebuilder, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.OpenConnectionAsync(cancellation);
        var connection = context.Database.GetDbConnection();
        await using var transaction = connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: !isAlone)
            : await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        if (isAlone)
        {
            await using var turn = connection.CreateCommand();
            turn.Transaction = transaction;
            turn.CommandText = DataVersionSql.TakeTurn(time.NowMicros());
            turn.CommandTimeout = TurnTimeoutSeconds;
            await turn.ExecuteNonQueryAsync(cancellation);
        }

        await context.Database.UseTransactionAsync(transaction, cancellation);
        var isSealed = await context.SealedWeeks.AnyAsync(w => w.Week == week, cancellation);
        var computed = new RollupBuilder();
        var records = await RollupRecords.AddAsync(
            connection, transaction, week * HoursPerWeek, (week + 1) * HoursPerWeek, computed, isSealed ? new HashSet<int> { week } : SealedWeeks.None, cancellation);
        var comparison = new RollupComparison(connection, transaction, await CellPartMerger.PresentAsync(context, cancellation));
        await comparison.CompareAsync(week, isSealed, computed, cancellation);
        if (rebuilder is not null && comparison.DifferenceCount > 0)
        {
            await comparison.ReplaceAsync(week, computed, cancellation);
            var firstDay = DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(week * 7));
            AuditTrail.Add(context, rebuilder, "rollup.rebuild", $"rollup-week:{firstDay:yyyy-MM-dd}", new { Differences = comparison.DifferenceCount }, new { Records = records, Differences = 0 });
            await context.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            return new RollupReport(records, comparison.Cells, comparison.DifferenceCount, comparison.Differences, 1);
        }

        return new RollupReport(records, comparison.Cells, comparison.DifferenceCount, comparison.Differences, 0);
    }
}
