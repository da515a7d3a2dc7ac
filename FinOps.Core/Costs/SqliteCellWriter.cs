using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Costs;

/// <summary>Adds the increments of a transaction to the stored rollups.</summary>
internal sealed class SqliteCellWriter(SqliteConnection connection) : IDisposable
{
    private const int CubesAhead = 2;
    private readonly CellStatements plain = new(connection, withLatency: false);
    private readonly CellStatements withLatency = new(connection, withLatency: true);
    private readonly SqliteStatement hasCells = new(connection, UsageSqliteSql.HasCells);
    private readonly SqliteStatement findLatency = new(connection, UsageSqliteSql.FindLatency);
    private readonly LatencyHistogram histogram = new();

    /// <summary>Folds and writes all cells, each cube while the next one is folded beside; call inside a transaction.</summary>
    public void Write(RollupBuilder rollups, IReadOnlySet<int> sealedWeeks)
    {
        using var ready = new BlockingCollection<OrderedCells>(CubesAhead);
        using var stop = new CancellationTokenSource();
        var folding = Task.Run(() => Fold(rollups, sealedWeeks, ready, stop.Token));
        try
        {
            foreach (var cube in ready.GetConsumingEnumerable())
            {
                Write(cube, rollups);
            }
        }
        finally
        {
            // A write that failed must not leave the other side waiting for room.
            stop.Cancel();
            ((IAsyncResult)folding).AsyncWaitHandle.WaitOne();
        }

        folding.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        plain.Dispose();
        withLatency.Dispose();
        hasCells.Dispose();
        findLatency.Dispose();
    }

    private static void Fold(RollupBuilder rollups, IReadOnlySet<int> sealedWeeks, BlockingCollection<OrderedCells> ready, CancellationToken stop)
    {
        try
        {
            foreach (var cube in rollups.FoldInOrder(sealedWeeks))
            {
                ready.Add(cube, stop);
            }
        }
        finally
        {
            ready.CompleteAdding();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(in OrderedCells ordered, RollupBuilder rollups)
    {
        var (cube, cells, order) = ordered;
        var period = int.MinValue;
        var isNewPeriod = false;
        foreach (var cell in order)
        {
            ref readonly var key = ref cells.KeyOf(cell);
            if (key.Period != period)
            {
                period = key.Period;
                isNewPeriod = !HasCells(cube, period);
            }

            var values = cells.ValuesOf(cell);
            var isRare = HasRare(values);
            if (cube.HasLatency)
            {
                var latency = LatencyOf(cube, key, cell, rollups, isNewPeriod);
                BindCell(withLatency.For(isNewPeriod, isRare), cube, key, values, isRare).BindBlob(latency).Run();
            }
            else
            {
                BindCell(plain.For(isNewPeriod, isRare), cube, key, values, isRare).Run();
            }
        }
    }

    private static bool HasRare(ReadOnlySpan<long> values)
    {
        long rare = 0;
        foreach (var measure in UsageSqliteSql.RareMeasures)
        {
            rare |= values[(int)measure];
        }

        return rare != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static SqliteStatement BindCell(SqliteStatement write, Cube cube, in CellKey key, ReadOnlySpan<long> values, bool isRare)
    {
        BindKey(write, cube, key);
        foreach (var measure in UsageSqliteSql.CommonMeasures)
        {
            write.Bind(values[(int)measure]);
        }

        if (isRare)
        {
            foreach (var measure in UsageSqliteSql.RareMeasures)
            {
                write.Bind(values[(int)measure]);
            }
        }

        return write;
    }

    /// <summary>A period without cells takes plain inserts, which spare the look for what to add to.</summary>
    private bool HasCells(Cube cube, int period)
    {
        var has = hasCells.Bind(cube.Id).Bind(period).Step();
        hasCells.Reset();
        return has;
    }

    private byte[]? LatencyOf(Cube cube, in CellKey key, int cell, RollupBuilder rollups, bool isNewPeriod)
    {
        histogram.Clear();
        rollups.AddLatencies(cube, cell, histogram);
        if (!isNewPeriod)
        {
            BindKey(findLatency, cube, key);
            if (findLatency.Step() && !findLatency.IsNull(0))
            {
                histogram.Merge(findLatency.Blob(0));
            }

            findLatency.Reset();
        }

        return histogram.Count == 0 ? null : histogram.ToBytes();
    }

    private static void BindKey(SqliteStatement statement, Cube cube, in CellKey key) => statement
        .Bind(cube.Id).Bind(key.Period).Bind(key.Tenant).Bind(key.Feature).Bind(key.Model).Bind(key.User)
        .Bind(key.Team).Bind(key.Route).Bind(key.Task).Bind(key.Environment).Bind(key.Status);

    /// <summary>The statements for cells with or without a latency: first of their period or added to it, with or without rare measures.</summary>
    private sealed class CellStatements(SqliteConnection connection, bool withLatency) : IDisposable
    {
        private readonly SqliteStatement insertCommon = new(connection, UsageSqliteSql.InsertCell(withRare: false, withLatency));
        private readonly SqliteStatement insert = new(connection, UsageSqliteSql.InsertCell(withRare: true, withLatency));
        private readonly SqliteStatement upsertCommon = new(connection, UsageSqliteSql.UpsertCell(withRare: false, withLatency));
        private readonly SqliteStatement upsert = new(connection, UsageSqliteSql.UpsertCell(withRare: true, withLatency));

        public SqliteStatement For(bool isNewPeriod, bool isRare) =>
            isNewPeriod ? (isRare ? insert : insertCommon) : isRare ? upsert : upsertCommon;

        public void Dispose()
        {
            insertCommon.Dispose();
            insert.Dispose();
            upsertCommon.Dispose();
            upsert.Dispose();
        }
    }
}
