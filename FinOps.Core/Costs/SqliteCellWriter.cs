using System.Runtime.CompilerServices;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Costs;

/// <summary>Adds the increments of a batch to the stored rollups.</summary>
internal sealed class SqliteCellWriter(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement upsert = new(connection, UsageSqliteSql.UpsertCell);
    private readonly SqliteStatement findLatency = new(connection, UsageSqliteSql.FindLatency);
    private readonly SqliteStatement setLatency = new(connection, UsageSqliteSql.SetLatency);

    /// <summary>Writes all cells; call inside a transaction, after the fold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(RollupBuilder rollups)
    {
        foreach (var (cube, cells) in rollups.Results)
        {
            foreach (var cell in cells.InOrder())
            {
                BindKey(upsert, cube, cells.KeyOf(cell));
                foreach (var value in cells.ValuesOf(cell))
                {
                    upsert.Bind(value);
                }

                upsert.Run();
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
        findLatency.Dispose();
        setLatency.Dispose();
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
