using System.Data;
using System.Data.Common;
using System.Globalization;

namespace FinOps.Core.Costs;

/// <summary>Compares and replaces the stored cells of one week.</summary>
internal sealed class RollupComparison(DbConnection connection, DbTransaction transaction)
{
    private const int MostListed = 100;
    private static readonly string[] KeyColumns = RollupSql.KeyColumns;
    private readonly List<RollupDifference> differences = [];

    public long Cells { get; private set; }

    public long DifferenceCount { get; private set; }

    public IReadOnlyList<RollupDifference> Differences => differences;

    /// <summary>Compares all cubes; those of weeks only when the week is sealed: otherwise nobody reads what stands there.</summary>
    public async Task CompareAsync(int week, bool isSealed, RollupBuilder computed, CancellationToken cancellation)
    {
        foreach (var (cube, cells) in computed.Results.Where(r => isSealed || r.Cube.Grain != Grain.Week))
        {
            await CompareAsync(cube, cells, cell => computed.LatenciesOf(cube, cell), week, cancellation);
        }
    }

    public async Task ReplaceAsync(int week, RollupBuilder computed, CancellationToken cancellation)
    {
        foreach (var (cube, cells) in computed.Results)
        {
            var (from, to) = PeriodsOf(cube, week);
            await using (var delete = Command(RollupSql.DeleteCells(cube, from, to)))
            {
                await delete.ExecuteNonQueryAsync(cancellation);
            }

            await InsertAsync(cube, cells, cell => computed.LatenciesOf(cube, cell), cancellation);
        }
    }

    private static (int From, int To) PeriodsOf(Cube cube, int week)
    {
        var perWeek = (int)(Cube.TenantWeek.LengthMicros / cube.LengthMicros);
        return (week * perWeek, (week + 1) * perWeek);
    }

    private async Task CompareAsync(Cube cube, CellTable cells, Func<int, byte[]?> latencyOf, int week, CancellationToken cancellation)
    {
        var (from, to) = PeriodsOf(cube, week);
        var seen = new bool[cells.Count];
        await using (var command = Command(RollupSql.SelectCells(cube, from, to)))
        {
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                Cells++;
                Compare(cube, cells, latencyOf, row, seen);
            }
        }

        for (var cell = 0; cell < seen.Length; cell++)
        {
            if (!seen[cell])
            {
                Note(cube, cells.KeyOf(cell).Period, "(cell)", 0, 1);
            }
        }
    }

    private void Compare(Cube cube, CellTable cells, Func<int, byte[]?> latencyOf, DbDataReader row, bool[] seen)
    {
        Span<int> k = stackalloc int[KeyColumns.Length];
        for (var i = 0; i < k.Length; i++)
        {
            k[i] = Convert.ToInt32(row.GetValue(i), CultureInfo.InvariantCulture);
        }

        var cell = cells.Find(new CellKey(k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7], k[8], k[9]));
        var computed = cell < 0 ? [] : cells.ValuesOf(cell);
        for (var i = 0; i < Measures.Count; i++)
        {
            var stored = row.GetInt64(k.Length + i);
            var expected = cell < 0 ? 0 : computed[i];
            if (stored != expected)
            {
                Note(cube, k[0], Measures.Names[i], stored, expected);
            }
        }

        if (cell >= 0)
        {
            seen[cell] = true;
            var at = k.Length + Measures.Count;
            var stored = row.IsDBNull(at) ? [] : row.GetFieldValue<byte[]>(at);
            var latency = latencyOf(cell) ?? [];
            if (!stored.AsSpan().SequenceEqual(latency))
            {
                Note(cube, k[0], "Latency", stored.Length, latency.Length);
            }
        }
    }

    private void Note(Cube cube, int period, string measure, long stored, long computed)
    {
        DifferenceCount++;
        if (differences.Count < MostListed)
        {
            differences.Add(new RollupDifference(cube.Id, period, measure, stored, computed));
        }
    }

    private async Task InsertAsync(Cube cube, CellTable cells, Func<int, byte[]?> latencyOf, CancellationToken cancellation)
    {
        await using var insert = Command(RollupSql.InsertCell(cube));
        for (var i = 0; i < KeyColumns.Length + Measures.Count + 1; i++)
        {
            var parameter = insert.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            parameter.DbType = i < KeyColumns.Length ? DbType.Int32 : i < KeyColumns.Length + Measures.Count ? DbType.Int64 : DbType.Binary;
            insert.Parameters.Add(parameter);
        }

        foreach (var cell in cells.InOrder())
        {
            Fill(insert, cells, cell, latencyOf(cell));
            await insert.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static void Fill(DbCommand insert, CellTable cells, int cell, byte[]? latency)
    {
        var key = cells.KeyOf(cell);
        int[] keys = [key.Period, key.Tenant, key.Feature, key.Model, key.User, key.Team, key.Route, key.Task, key.Environment, key.Status];
        for (var i = 0; i < keys.Length; i++)
        {
            insert.Parameters[i].Value = keys[i];
        }

        var values = cells.ValuesOf(cell);
        for (var i = 0; i < values.Length; i++)
        {
            insert.Parameters[keys.Length + i].Value = values[i];
        }

        insert.Parameters[keys.Length + values.Length].Value = (object?)latency ?? DBNull.Value;
    }

    private DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandTimeout = 0;
        command.CommandText = sql;
        return command;
    }
}
