using System.Data.Common;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Incidents;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FinOps.Core.Demo;

/// <summary>Takes the demo company out of the database again: records, rollups, quarantine, import files, tenants, and the names that only it used.</summary>
internal sealed class DemoRemover(IDbContextFactory<FinOpsDbContext> contexts, SqliteWriteGate gate, CostFeed feed, TimeProvider time)
{
    private const int CommandTimeoutSeconds = 600;

    /// <summary>Removes it all in one transaction. Returns how many records there were.</summary>
    public async Task<long> RemoveAsync(Actor actor, CancellationToken cancellation)
    {
        // Importers of this process wait at the gate, those of others at the database.
        await gate.EnterAsync(cancellation);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            context.Database.SetCommandTimeout(CommandTimeoutSeconds);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
            await context.Database.ExecuteSqlRawAsync(DataVersionSql.TakeTurn(time.NowMicros()), cancellation);
            var files = await context.ImportFiles.Where(file => file.Source == ImportSource.Demo).Select(file => file.Id).ToListAsync(cancellation);
            if (files.Count == 0)
            {
                return 0;
            }

            var removed = await RemoveAsync(context, await SqlForAsync(context, files, cancellation), cancellation);
            var budgets = await context.Budgets.Where(b => !b.IsDeleted).Select(b => b.Id).ToListAsync(cancellation);
            await BudgetFill.ApplyAsync(context, budgets.ToHashSet(), long.MinValue, time.NowMicros(), cancellation);
            AuditTrail.Add(context, actor, "demo.remove", "demo:company", new { Records = removed, Imports = files.Count }, null);
            await context.SaveChangesAsync(cancellation);
            var version = await context.DataVersions.Select(v => v.Version).SingleAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            gate.Forget();
            feed.Publish(version);
            return removed;
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>The hours with demo usage: those of its tenants, and the day around them for calls that name no tenant.</summary>
    private static async Task<DemoSql> SqlForAsync(FinOpsDbContext context, List<int> files, CancellationToken cancellation)
    {
        var keys = DemoTenant.All.Select(tenant => tenant.Key).ToList();
        var tenants = await context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant && keys.Contains(d.Key)).Select(d => d.Id).ToListAsync(cancellation);
        var days = context.CostCells.Where(c => c.CubeId == Cube.TenantDay.Id && tenants.Contains(c.TenantId)).Select(c => (int?)c.Period);
        var first = await days.MinAsync(cancellation) ?? 0;
        var last = await days.MaxAsync(cancellation) ?? 0;
        return new DemoSql(files, (first - 1) * 24, (last + 2) * 24);
    }

    private static async Task<long> RemoveAsync(FinOpsDbContext context, DemoSql sql, CancellationToken cancellation)
    {
        await CellPartMerger.MergeInsideAsync(context, cancellation);

        // Weeks that are opened need no subtraction: their cells are summed anew when they are sealed.
        await ExecuteAsync(context, sql.OpenWeeks, cancellation);
        foreach (var cube in Cube.Families.SelectMany(family => family).Where(cube => cube.Grain != Grain.Week))
        {
            await ExecuteAsync(context, sql.Subtract(cube), cancellation);
            await ExecuteAsync(context, sql.DeleteEmptyCells(cube), cancellation);
            if (cube.HasLatency)
            {
                await SubtractLatenciesAsync(context, sql, cube, cancellation);
            }
        }

        foreach (var statement in DemoSql.DeleteTerms)
        {
            await ExecuteAsync(context, statement, cancellation);
        }

        if (!await context.ImportFiles.AnyAsync(file => file.State == ImportState.Running && file.Source != ImportSource.Demo, cancellation))
        {
            // A running import remembers the ids of names it has met: then they stay, which harms nobody.
            foreach (var kind in Enum.GetValues<DimensionKind>())
            {
                await ExecuteAsync(context, sql.DeleteNames(kind), cancellation);
            }
        }

        var removed = await ExecuteAsync(context, sql.DeleteRecords, cancellation);
        await ExecuteAsync(context, sql.DeleteOutcomes, cancellation);
        await ExecuteAsync(context, sql.ForgetDerivedDays, cancellation);
        await ExecuteAsync(context, sql.DeleteQuarantine, cancellation);
        await ExecuteAsync(context, sql.DeleteFiles, cancellation);
        await ExecuteAsync(context, DemoSql.DeleteFilter, cancellation);
        await SpendScorer.ForgetRemovedAsync(context, cancellation);
        return removed;
    }

    private static Task<int> ExecuteAsync(FinOpsDbContext context, string sql, CancellationToken cancellation) =>
        context.Database.ExecuteSqlRawAsync(sql, cancellation);

    private static async Task SubtractLatenciesAsync(FinOpsDbContext context, DemoSql sql, Cube cube, CancellationToken cancellation)
    {
        var histograms = new Dictionary<string, LatencyHistogram>();
        await using (var command = CommandFor(context, sql.LatenciesInKeptCells(cube)))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            var keyColumns = CostSql.Dimensions.Length + 1;
            while (await reader.ReadAsync(cancellation))
            {
                var key = Enumerable.Range(0, keyColumns).Select(i => Convert.ToInt32(reader.GetValue(i), null)).ToArray();
                var cell = DemoSql.SetLatency(cube, key[0], key[1..]);
                if (!histograms.TryGetValue(cell, out var histogram))
                {
                    histograms[cell] = histogram = LatencyHistogram.FromBytes(reader.GetFieldValue<byte[]>(keyColumns + 2));
                }

                histogram.Remove(reader.GetInt32(keyColumns), (uint)reader.GetInt32(keyColumns + 1));
            }
        }

        foreach (var (update, histogram) in histograms)
        {
            await using var command = CommandFor(context, update);
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@latency";
            parameter.DbType = System.Data.DbType.Binary;
            parameter.Value = histogram.Count == 0 ? DBNull.Value : histogram.ToBytes();
            command.Parameters.Add(parameter);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static DbCommand CommandFor(FinOpsDbContext context, string sql)
    {
        var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = sql;
        command.CommandTimeout = CommandTimeoutSeconds;
        return command;
    }
}
