using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Costs;

/// <summary>Does what imports leave for later: sums the days of past weeks into week cells, and merges parts of cubes, so that pages read few cells.</summary>
public sealed class RollupTidier
{
    private const int CommandTimeoutSeconds = 300;

    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly SqliteWriteGate gate;
    private readonly TimeProvider time;
    private readonly CellPartMerger parts;

    internal RollupTidier(IDbContextFactory<FinOpsDbContext> contexts, SqliteWriteGate gate, TimeProvider time) =>
        (this.contexts, this.gate, this.time, parts) = (contexts, gate, time, new CellPartMerger(contexts, gate));

    /// <summary>
    /// Seals every week that is over and not sealed, then merges what bulk imports wrote beside cells. Waits for another time while an import
    /// runs, which might undo it. Returns how many weeks it sealed.
    /// </summary>
    public async Task<int> TidyAsync(CancellationToken cancellation)
    {
        await using (var context = await contexts.CreateDbContextAsync(cancellation))
        {
            if (await BulkImports.IsRunningAsync(context, time, cancellation))
            {
                return 0;
            }
        }

        var count = 0;
        foreach (var week in await OpenWeeksAsync(cancellation))
        {
            count += await SealAsync(week, cancellation) ? 1 : 0;
        }

        await parts.MergeAsync(cancellation);
        return count;
    }

    private async Task<List<int>> OpenWeeksAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var current = (int)(time.NowMicros() / Cube.TenantWeek.LengthMicros);
        var known = await context.SealedWeeks.Select(w => w.Week).ToHashSetAsync(cancellation);

        // Only weeks with usage: one call from long ago must not make thousands of empty ones.
        var used = await context.CostCells.Where(c => c.CubeId == Cube.TenantDay.Id).Select(c => c.Period / 7).Distinct().OrderBy(w => w).ToListAsync(cancellation);
        return [.. used.Where(w => w < current && !known.Contains(w))];
    }

    private async Task<bool> SealAsync(int week, CancellationToken cancellation)
    {
        await gate.EnterAsync(cancellation);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            context.Database.SetCommandTimeout(CommandTimeoutSeconds);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
            await context.Database.ExecuteSqlRawAsync(DataVersionSql.TakeTurn(time.NowMicros()), cancellation);
            if (await context.SealedWeeks.AnyAsync(w => w.Week == week, cancellation))
            {
                return false;
            }

            foreach (var family in Cube.Families.Where(f => f[^1].Grain == Grain.Week))
            {
                await context.Database.ExecuteSqlRawAsync(RollupSql.DeleteCells(family[^1], week, week + 1), cancellation);
                await context.Database.ExecuteSqlRawAsync(SealedWeekSql.SumDays(family[^2], family[^1], week), cancellation);
            }

            await context.Database.ExecuteSqlRawAsync(SealedWeekSql.Seal(week), cancellation);
            await transaction.CommitAsync(cancellation);
            return true;
        }
        finally
        {
            gate.Leave();
        }
    }
}
