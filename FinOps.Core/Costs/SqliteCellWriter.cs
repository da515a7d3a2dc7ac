using System.Runtime.CompilerServices;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Costs;

/// <summary>Adds the increments of a batch to the stored rollups.</summary>
internal sealed class SqliteCellWriter(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement upsert = new(connection, UsageSqliteSql.UpsertCell);
    private readonly SqliteStatement upsertCommon = new(connection, UsageSqliteSql.UpsertCommonCell);
    private readonly SqliteStatement insertCommon = new(connection, UsageSqliteSql.InsertCommonCell);
    private readonly SqliteStatement insert = new(connection, UsageSqliteSql.InsertCell);
    private readonly SqliteStatement hasCells = new(connection, UsageSqliteSql.HasCells);
    private readonly SqliteStatement findLatency = new(connection, UsageSqliteSql.FindLatency);
    private readonly SqliteStatement setLatency = new(connection, UsageSqliteSql.SetLatency);

    /// <summary>Writes all cells; call inside a transaction, after the fold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(RollupBuilder rollups)
    {
        foreach (var (cube, cells) in rollups.Results)
        {
            var period = int.MinValue;
            var isNewPeriod = false;
            foreach (var cell in cells.InOrder())
            {
                ref readonly var key = ref cells.KeyOf(cell);
                if (key.Period != period)
                {
                    period = key.Period;
                    isNewPeriod = !HasCells(cube, period);
                }

                Write(cube, key, cells.ValuesOf(cell), isNewPeriod);
            }

            if (cube.HasLatency)
            {
                WriteLatencies(cube, cells, rollups);
            }
        }
    }

    public void Dispose()
    {
        upsert.Dispose();
        upsertCommon.Dispose();
        insertCommon.Dispose();
        insert.Dispose();
        hasCells.Dispose();
        findLatency.Dispose();
        setLatency.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(Cube cube, in CellKey key, ReadOnlySpan<long> values, bool isNewPeriod)
    {
        long rare = 0;
        foreach (var measure in UsageSqliteSql.RareMeasures)
        {
            rare |= values[(int)measure];
        }

        var write = isNewPeriod ? (rare == 0 ? insertCommon : insert) : rare == 0 ? upsertCommon : upsert;
        BindKey(write, cube, key);
        foreach (var measure in UsageSqliteSql.CommonMeasures)
        {
            write.Bind(values[(int)measure]);
        }

        if (rare != 0)
        {
            foreach (var measure in UsageSqliteSql.RareMeasures)
            {
                write.Bind(values[(int)measure]);
            }
        }

        write.Run();
    }

    /// <summary>A period without cells takes plain inserts, which spare the look for what to add to.</summary>
    private bool HasCells(Cube cube, int period)
    {
        var has = hasCells.Bind(cube.Id).Bind(period).Step();
        hasCells.Reset();
        return has;
    }

    private void WriteLatencies(Cube cube, CellTable cells, RollupBuilder rollups)
    {
        foreach (var (cell, histogram) in rollups.LatenciesOf(cube))
        {
            BindKey(findLatency, cube, cells.KeyOf(cell));
            if (findLatency.Step() && !findLatency.IsNull(0))
            {
                histogram.Merge(findLatency.Blob(0));
            }

            findLatency.Reset();
            setLatency.BindBlob(histogram.ToBytes());
            BindKey(setLatency, cube, cells.KeyOf(cell));
            setLatency.Run();
        }
    }

    private static void BindKey(SqliteStatement statement, Cube cube, in CellKey key) => statement
        .Bind(cube.Id).Bind(key.Period).Bind(key.Tenant).Bind(key.Feature).Bind(key.Model).Bind(key.User)
        .Bind(key.Team).Bind(key.Route).Bind(key.Task).Bind(key.Environment).Bind(key.Status);
}
