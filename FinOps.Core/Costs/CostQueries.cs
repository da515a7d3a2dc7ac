using System.Data.Common;
using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Retention;
using FinOps.Core.Usage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FinOps.Core.Costs;

/// <summary>The only reader of money: pages, API, exports and commands all ask here, so they always agree.</summary>
public sealed class CostQueries(IDbContextFactory<FinOpsDbContext> contexts, DimensionNames names)
{
    /// <summary>Answers one question from the smallest rollup that can; where no rollup keeps the tenant beside what is asked, from the records, to the same nano-USD.</summary>
    /// <param name="scope">Whose usage may count: all other usage is left out of rows and totals alike.</param>
    /// <exception cref="ArgumentException">The period is empty, or a dimension cannot be used this way; the message says which.</exception>
    public async Task<CostResult> RunAsync(CostQuery query, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        Validate(query);
        var filters = await ResolveAsync(query.Filters, scope, cancellation);
        Grain? time = query.GroupBy.Contains(CostDimension.Hour) ? Grain.Hour : query.GroupBy.Contains(CostDimension.Day) ? Grain.Day : null;
        var groups = query.GroupBy.Aggregate(CubeKeys.None, (keys, d) => keys | KeyOf(d));
        var needed = filters.Aggregate(groups, (keys, f) => keys | f.Key);
        var (fromMicros, toMicros) = (Instants.ToMicros(query.FromUtc), Instants.ToMicros(query.ToUtc));
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var snapshot = await SnapshotAsync(context, cancellation);
        var (firstWeek, lastWeek) = ((int)(fromMicros / Cube.TenantWeek.LengthMicros), (int)(toMicros / Cube.TenantWeek.LengthMicros));
        var sealedWeeks = await context.SealedWeeks.Where(w => w.Week >= firstWeek && w.Week <= lastWeek).OrderBy(w => w.Week).Select(w => w.Week).ToListAsync(cancellation);
        var plan = CostPlan.For(needed, time, query.WithLatency, sealedWeeks, await CellPartMerger.PresentAsync(context, cancellation), fromMicros, toMicros);
        if (plan.Records.Count > 0)
        {
            await DemandRecordsAsync(context, plan.Records.Min(r => r.FromMicros), cancellation);
        }

        var asOf = await context.DataVersions.Select(v => v.ChangedAtMicros).SingleAsync(cancellation);
        var measures = query.ForReport ? CostReport.Reads(query) : Measures.All;
        var sums = new CostSums(groups, time, measures);
        await ReadAsync(context, plan, groups, time, filters, query.WithLatency, measures, sums, cancellation);
        var rows = await new CostRows(query, names).BuildAsync(sums, cancellation);
        return new CostResult(query, rows, sums.Total(), asOf == 0 ? null : Instants.ToUtc(asOf))
        {
            AnsweredBy = plan.Cells.Count == 0 ? "records" : string.Join('+', plan.Cells.Select(c => CellParts.CubeOf(c.Cube.Id).ToString(CultureInfo.InvariantCulture)).Distinct()),
        };
    }

    /// <summary>
    /// The cost of each combination of some dimensions, inside the transaction of a context; null where only single records could tell and some of them were pruned.
    /// </summary>
    internal static async Task<CostSums?> SumAsync(
        FinOpsDbContext context, CubeKeys groups, List<(CubeKeys Key, IReadOnlyList<int> Ids)> filters, long fromMicros, long toMicros, CancellationToken cancellation)
    {
        var needed = filters.Aggregate(groups, (keys, f) => keys | f.Key);
        var (firstWeek, lastWeek) = ((int)(fromMicros / Cube.TenantWeek.LengthMicros), (int)(toMicros / Cube.TenantWeek.LengthMicros));
        var sealedWeeks = await context.SealedWeeks.Where(w => w.Week >= firstWeek && w.Week <= lastWeek).OrderBy(w => w.Week).Select(w => w.Week).ToListAsync(cancellation);
        var plan = CostPlan.For(needed, null, false, sealedWeeks, await CellPartMerger.PresentAsync(context, cancellation), fromMicros, toMicros);
        if (plan.Records.Count > 0 && await RetentionQueries.KeptFromAsync(context, cancellation) is { } keptFrom && plan.Records.Min(r => r.FromMicros) < Instants.ToMicros(keptFrom))
        {
            return null;
        }

        var sums = new CostSums(groups, null, CostMeasuresRead);
        await ReadAsync(context, plan, groups, null, filters, false, CostMeasuresRead, sums, cancellation);
        return sums;
    }

    private static readonly Measure[] CostMeasuresRead =
        [Measure.InputCostNanos, Measure.CacheReadCostNanos, Measure.CacheWriteCostNanos, Measure.OutputCostNanos, Measure.FeeCostNanos];

    /// <summary>The first and the last instant with usage, to the hour, or null when there is none.</summary>
    public async Task<(DateTime FirstUtc, DateTime LastUtc)?> ExtentAsync(TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var hours = context.CostCells.Where(c => c.CubeId == Cube.TenantHour.Id).Select(c => (int?)c.Period);
        if (await hours.MinAsync(cancellation) is not { } first)
        {
            return null;
        }

        var last = (await hours.MaxAsync(cancellation))!.Value;
        if (scope.IsAll)
        {
            return (ToUtc(first), ToUtc(last + 1));
        }

        var extent = await TenantExtentAsync(context, await ResolveAsync([], scope, cancellation), first, last, cancellation);
        return extent is var (from, to) ? (ToUtc(from), ToUtc(to + 1)) : null;

        static DateTime ToUtc(int hour) => Instants.ToUtc(hour * Instants.MicrosPerHour);
    }

    /// <summary>True when a rollup keeps everything that the filters ask for, so that no record needs to be read for whole days.</summary>
    internal static bool HasRollupFor(IEnumerable<CostFilter> filters, TenantScope scope)
    {
        var needed = filters.Aggregate(scope.IsAll ? CubeKeys.None : CubeKeys.Tenant, (keys, f) => keys | KeyOf(f.Dimension));
        return Cube.Families.Any(family => (needed & ~family[0].Keys) == 0);
    }

    /// <summary>One state of the data for all statements of a question: cells may move between cubes and their parts. A server has no parts.</summary>
    internal static async Task<SqliteTransaction?> SnapshotAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        if (context.Database.GetDbConnection() is not SqliteConnection connection)
        {
            return null;
        }

        await context.Database.OpenConnectionAsync(cancellation);
        var snapshot = connection.BeginTransaction(deferred: true);
        await context.Database.UseTransactionAsync(snapshot, cancellation);
        return snapshot;
    }

    /// <summary>What only single records can answer is refused for the time whose records were pruned, instead of being answered with too little.</summary>
    private static async Task DemandRecordsAsync(FinOpsDbContext context, long fromMicros, CancellationToken cancellation)
    {
        if (await RetentionQueries.KeptFromAsync(context, cancellation) is { } keptFrom && fromMicros < Instants.ToMicros(keptFrom))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"Only single records answer this, and those from before {keptFrom:yyyy-MM-dd} were pruned. Begin there or later, at a full hour, or group and filter by less."));
        }
    }

    private static void Validate(CostQuery query)
    {
        if (query.FromUtc >= query.ToUtc)
        {
            throw new ArgumentException("The period is empty: from must be before to.");
        }

        if (query.Filters.FirstOrDefault(f => f.Dimension is CostDimension.Layer or CostDimension.Day or CostDimension.Hour) is { } filter)
        {
            throw new ArgumentException($"{filter.Dimension} can be grouped by, not filtered; use from and to for time.");
        }

        if (query.GroupBy.Distinct().Count() != query.GroupBy.Count || (query.GroupBy.Contains(CostDimension.Day) && query.GroupBy.Contains(CostDimension.Hour)))
        {
            throw new ArgumentException("A dimension can be grouped by once, and by day or by hour, not both.");
        }
    }

    private static CubeKeys KeyOf(CostDimension dimension) => dimension switch
    {
        CostDimension.Tenant or CostDimension.Tier => CubeKeys.Tenant,
        CostDimension.Feature => CubeKeys.Feature,
        CostDimension.Model or CostDimension.Provider => CubeKeys.Model,
        CostDimension.User => CubeKeys.User,
        CostDimension.Team => CubeKeys.Team,
        CostDimension.Route => CubeKeys.Route,
        CostDimension.Task => CubeKeys.Task,
        CostDimension.Environment => CubeKeys.Environment,
        CostDimension.Status => CubeKeys.Status,
        CostDimension.Layer or CostDimension.Day or CostDimension.Hour => CubeKeys.None,
    };

    /// <summary>The stored ids of what the filters name, and of the tenants in scope: every reader of usage narrows by all of them.</summary>
    internal async Task<List<(CubeKeys Key, IReadOnlyList<int> Ids)>> ResolveAsync(IReadOnlyList<CostFilter> filters, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var resolved = new List<(CubeKeys, IReadOnlyList<int>)>();
        foreach (var filter in filters)
        {
            var ids = filter.Dimension switch
            {
                CostDimension.Status => [.. filter.Values.Select(StatusOf)],
                CostDimension.Provider => await names.ModelIdsOfProvidersAsync(filter.Values.ToList(), cancellation),
                CostDimension.Tier => [.. (await names.TiersAsync(cancellation)).Where(t => filter.Values.Contains(t.Value)).Select(t => t.Key)],
                _ => await names.IdsOfAsync(Enum.Parse<DimensionKind>(filter.Dimension.ToString()), filter.Values.Where(v => v.Length > 0).ToList(), cancellation),
            };
            if (filter.Values.Contains("") && filter.Dimension != CostDimension.Status)
            {
                ids.Add(0);
            }

            resolved.Add((KeyOf(filter.Dimension), ids));
        }

        if (!scope.IsAll)
        {
            resolved.Add((CubeKeys.Tenant, await names.IdsOfAsync(DimensionKind.Tenant, scope.Keys, cancellation)));
        }

        return resolved;
    }

    private static int StatusOf(string text) => Enum.TryParse<UsageStatus>(text, ignoreCase: true, out var status) && Enum.IsDefined(status)
        ? (int)status
        : throw new ArgumentException($"status \"{text}\" is not one of success, retry, fallback, timeout, error.");

    private static async Task ReadAsync(
        FinOpsDbContext context, CostPlan plan, CubeKeys groups, Grain? time, List<(CubeKeys Key, IReadOnlyList<int> Ids)> filters, bool withLatency,
        IReadOnlyList<Measure> measures, CostSums sums, CancellationToken cancellation)
    {
        var isSqlServer = context is SqlServerFinOpsDbContext;
        await context.Database.OpenConnectionAsync(cancellation);
        var connection = context.Database.GetDbConnection();
        foreach (var range in plan.Cells)
        {
            if (connection is SqliteConnection sqlite)
            {
                AddCells(sqlite, CostSql.CellRows(range, groups, time is not null, filters, measures), range.Cube.Grain, sums, cancellation);
            }
            else
            {
                await EachRowAsync(context, CostSql.Cells(range, groups, time is not null, filters, measures), row => sums.Add(row, range.Cube.Grain), cancellation);
            }

            if (withLatency && range.Cube.HasLatency)
            {
                await EachRowAsync(context, CostSql.Latencies(range, groups, time is not null, filters), row => sums.AddLatency(row, range.Cube.Grain), cancellation);
            }
        }

        foreach (var range in plan.Records)
        {
            await EachRowAsync(context, CostSql.Records(range, groups, time is not null, filters, measures, isSqlServer), row => sums.Add(row, Grain.Hour), cancellation);
        }
    }

    /// <summary>The first and the last hour with usage of some tenants: the days tell in which two days to look at the hours.</summary>
    private static async Task<(int First, int Last)?> TenantExtentAsync(
        FinOpsDbContext context, List<(CubeKeys Key, IReadOnlyList<int> Ids)> tenants, int firstHour, int lastHour, CancellationToken cancellation)
    {
        await using var snapshot = await SnapshotAsync(context, cancellation);
        await context.Database.OpenConnectionAsync(cancellation);
        var parts = await CellPartMerger.PresentAsync(context, cancellation);
        if (await PeriodsAsync(Cube.TenantDay, firstHour / 24, lastHour / 24) is not var (firstDay, lastDay))
        {
            return null;
        }

        var first = await PeriodsAsync(Cube.TenantHour, firstDay * 24, (firstDay * 24) + 23);
        var last = await PeriodsAsync(Cube.TenantHour, lastDay * 24, (lastDay * 24) + 23);
        return (first?.First ?? firstDay * 24, last?.Last ?? (lastDay * 24) + 23);

        async Task<(int First, int Last)?> PeriodsAsync(Cube cube, int from, int to)
        {
            (int First, int Last)? found = null;
            foreach (var range in CellParts.WithParts([new CubeRange(cube, from, to + 1)], parts))
            {
                await EachRowAsync(context, CostSql.Extent(range, tenants), row => found = row.IsDBNull(0)
                    ? found
                    : (Math.Min(found?.First ?? int.MaxValue, row.GetInt32(0)), Math.Max(found?.Last ?? int.MinValue, row.GetInt32(1))), cancellation);
            }

            return found;
        }
    }

    private static void AddCells(SqliteConnection connection, string sql, Grain grain, CostSums sums, CancellationToken cancellation)
    {
        using var cells = new SqliteStatement(connection, sql);
        while (cells.Step())
        {
            cancellation.ThrowIfCancellationRequested();
            sums.Add(cells, grain);
        }
    }

    private static async Task EachRowAsync(FinOpsDbContext context, string sql, Action<DbDataReader> read, CancellationToken cancellation)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            read(reader);
        }
    }
}
