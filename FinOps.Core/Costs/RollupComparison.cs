using System.Data;
using System.Data.Common;
using System.Globalization;

namespace FinOps.Core.Costs;

/// <summary>Compares and replaces the stored cells of one week.</summary>
/// <param name="parts">Ids of the cube parts that hold cells.</param>
internal sealed class RollupComparison(DbConnection connection, DbTransaction transaction, IReadOnlyList<byte> parts)
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
            foreach (var part in PartsOf(cube))
            {
                await using var delete = Command(RollupSql.DeleteCells(part, from, to));
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
        var stored = new CellTable();
        var latencies = new Dictionary<int, byte[]>();
        var (from, to) = PeriodsOf(cube, week);
        foreach (var part in PartsOf(cube))
        {
            await ReadAsync(RollupSql.SelectCells(part, from, to), stored, latencies, cancellation);
        }

        Cells += stored.Count;
        for (var cell = 0; cell < stored.Count; cell++)
        {
            var computed = cells.Find(stored.KeyOf(cell));
            Compare(cube, stored.KeyOf(cell).Period, stored.ValuesOf(cell), computed < 0 ? [] : cells.ValuesOf(computed));
            var (has, needs) = (latencies.GetValueOrDefault(cell) ?? [], (computed < 0 ? null : latencyOf(computed)) ?? []);
            if (!has.AsSpan().SequenceEqual(needs))
            {
                Note(cube, stored.KeyOf(cell).Period, "Latency", has.Length, needs.Length);
            }
        }

        for (var cell = 0; cell < cells.Count; cell++)
        {
            if (stored.Find(cells.KeyOf(cell)) < 0)
            {
                Note(cube, cells.KeyOf(cell).Period, "(cell)", 0, 1);
            }
        }
    }

    private IEnumerable<Cube> PartsOf(Cube cube) => parts.Where(id => CellParts.CubeOf(id) == cube.Id).Select(id => cube with { Id = id }).Prepend(cube);

    private async Task ReadAsync(string select, CellTable stored, Dictionary<int, byte[]> latencies, CancellationToken cancellation)
    {
        await using var command = Command(select);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var k = new int[KeyColumns.Length];
        var measures = new long[Measures.Count];
        while (await row.ReadAsync(cancellation))
        {
            for (var i = 0; i < k.Length; i++)
            {
                k[i] = Convert.ToInt32(row.GetValue(i), CultureInfo.InvariantCulture);
            }

            for (var i = 0; i < measures.Length; i++)
            {
                measures[i] = row.GetInt64(k.Length + i);
            }

            var cell = stored.Add(new CellKey(k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7], k[8], k[9]), measures);
            if (!row.IsDBNull(k.Length + measures.Length))
            {
                latencies[cell] = row.GetFieldValue<byte[]>(k.Length + measures.Length);
            }
        }
    }

    private void Compare(Cube cube, int period, ReadOnlySpan<long> stored, ReadOnlySpan<long> computed)
    {
        for (var i = 0; i < stored.Length; i++)
        {
            var expected = computed.IsEmpty ? 0 : computed[i];
            if (stored[i] != expected)
            {
                Note(cube, period, Measures.Names[i], stored[i], expected);
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
