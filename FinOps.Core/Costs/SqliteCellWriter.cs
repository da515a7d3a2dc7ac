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

    /// <summary>Fewer cells are folded and written in turn: handing them to another thread takes longer.</summary>
    private const int WorthAThread = 10_000;
    private readonly CellStatements plain = new(connection, withLatency: false);
    private readonly CellStatements withLatency = new(connection, withLatency: true);
    private readonly SqliteStatement hasCells = new(connection, UsageSqliteSql.HasCells);
    private readonly SqliteStatement findLatency = new(connection, UsageSqliteSql.FindLatency);
    private readonly LatencyHistogram histogram = new();
    private bool isBulk;

    /// <summary>Folds and writes all cells, each cube while the next one is folded beside; call inside a transaction.</summary>
    public void Write(RollupBuilder rollups, IReadOnlySet<int> sealedWeeks)
    {
        isBulk = rollups.Count >= CellParts.BulkCells;
        if (rollups.Count < WorthAThread)
        {
            foreach (var cube in rollups.FoldInOrder(sealedWeeks))
            {
                Write(cube, rollups);
            }

            return;
        }

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

    private void Write(in OrderedCells ordered, RollupBuilder rollups)
    {
        var (cube, cells, order) = ordered;
        for (int start = 0, end; start < order.Length; start = end)
        {
            var period = cells.KeyOf(order[start]).Period;
            for (end = start + 1; end < order.Length && cells.KeyOf(order[end]).Period == period; end++)
            {
                // Looks for the end of the period.
            }

            var (id, isNew) = PlaceOf(cube, period);
            WritePeriod(new Place(cube, id, isNew), cells, order.AsSpan(start..end), rollups);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WritePeriod(in Place place, CellTable cells, ReadOnlySpan<int> order, RollupBuilder rollups)
    {
        foreach (var cell in order)
        {
            ref readonly var key = ref cells.KeyOf(cell);
            var values = cells.ValuesOf(cell);
            var isRare = HasRare(values);
            if (place.Cube.HasLatency)
            {
                var latency = LatencyOf(place, key, cell, rollups);
                BindCell(withLatency.For(place.IsNew, isRare), place.Id, key, values, isRare).BindBlob(latency).Run();
            }
            else
            {
                BindCell(plain.For(place.IsNew, isRare), place.Id, key, values, isRare).Run();
            }
        }
    }

    /// <summary>The id to write a period's cells under, and whether it has no cells yet: then plain inserts spare the look for what to add to.</summary>
    private (byte Id, bool IsNew) PlaceOf(Cube cube, int period)
    {
        if (!HasCells(cube.Id, period))
        {
            return (cube.Id, true);
        }

        for (var part = 1; isBulk && !cube.HasLatency && cube.Grain != Grain.Week && part <= CellParts.MaxParts; part++)
        {
            if (!HasCells(CellParts.IdOf(cube.Id, part), period))
            {
                return (CellParts.IdOf(cube.Id, part), true);
            }
        }

        return (cube.Id, false);
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
    private static SqliteStatement BindCell(SqliteStatement write, byte id, in CellKey key, ReadOnlySpan<long> values, bool isRare)
    {
        BindKey(write, id, key);
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

    private bool HasCells(byte id, int period)
    {
        var has = hasCells.Bind(id).Bind(period).Step();
        hasCells.Reset();
        return has;
    }

    private byte[]? LatencyOf(in Place place, in CellKey key, int cell, RollupBuilder rollups)
    {
        histogram.Clear();
        rollups.AddLatencies(place.Cube, cell, histogram);
        if (!place.IsNew)
        {
            BindKey(findLatency, place.Id, key);
            if (findLatency.Step() && !findLatency.IsNull(0))
            {
                histogram.Merge(findLatency.Blob(0));
            }

            findLatency.Reset();
        }

        return histogram.Count == 0 ? null : histogram.ToBytes();
    }

    private static void BindKey(SqliteStatement statement, byte id, in CellKey key) => statement
        .Bind(id).Bind(key.Period).Bind(key.Tenant).Bind(key.Feature).Bind(key.Model).Bind(key.User)
        .Bind(key.Team).Bind(key.Route).Bind(key.Task).Bind(key.Environment).Bind(key.Status);

    /// <summary>Where a period's cells go.</summary>
    private readonly record struct Place(Cube Cube, byte Id, bool IsNew);

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
