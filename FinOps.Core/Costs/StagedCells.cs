using System.Data.Common;
using FinOps.Core.Usage;

namespace FinOps.Core.Costs;

/// <summary>Adds the increments of a batch to the stored rollups through staging tables. Histograms are merged here: a server cannot add them up.</summary>
internal sealed class StagedCells(IStagingDatabase database, DbTransaction transaction)
{
    private static readonly string[] CellColumns = ["Ordinal", .. UsageColumns.CellKey, .. Measures.Names];
    private static readonly string[] LatencyColumns = [.. UsageColumns.CellKey, "Latency"];
    private readonly StagedCommands commands = new(transaction);

    private readonly record struct Staged(Cube Cube, CellTable Table, int Cell);

    /// <summary>Writes all cells; call after the fold.</summary>
    public void Write(RollupBuilder rollups)
    {
        var cells = rollups.Results.SelectMany(r => r.Cells.InOrder().Select(c => new Staged(r.Cube, r.Cells, c))).ToList();
        if (cells.Count == 0)
        {
            return;
        }

        var firstMeasure = CellColumns.Length - Measures.Count;
        database.Copy(transaction, "#Cell", new BulkRows(CellColumns, cells.Count, (row, column) =>
            column == 0 ? row
            : column < firstMeasure ? KeyPart(cells[row], column - 1)
            : cells[row].Table.ValuesOf(cells[row].Cell)[column - firstMeasure]));
        commands.Run(UsageStagingSql.AddToCells);
        commands.Run(UsageStagingSql.InsertCells);
        WriteLatencies(cells, rollups);
    }

    private void WriteLatencies(List<Staged> cells, RollupBuilder rollups)
    {
        var stored = commands.Read(UsageStagingSql.FindLatencies, r => (Row: r.GetInt32(0), Latency: (byte[])r.GetValue(1))).ToDictionary(s => s.Row, s => s.Latency);
        var merged = new List<(Staged Cell, byte[] Latency)>();
        for (var row = 0; row < cells.Count; row++)
        {
            if (rollups.LatenciesOf(cells[row].Cube, cells[row].Cell) is not { } added)
            {
                continue;
            }

            var histogram = LatencyHistogram.FromBytes(added);
            if (stored.TryGetValue(row, out var before))
            {
                histogram.Merge(before);
            }

            merged.Add((cells[row], histogram.ToBytes()));
        }

        database.Copy(transaction, "#Latency", new BulkRows(LatencyColumns, merged.Count, (row, column) =>
            column < UsageColumns.CellKey.Length ? KeyPart(merged[row].Cell, column) : merged[row].Latency));
        commands.Run(UsageStagingSql.SetLatencies);
    }

    private static object KeyPart(in Staged cell, int part)
    {
        var key = cell.Table.KeyOf(cell.Cell);
        return part switch
        {
            0 => cell.Cube.Id,
            1 => key.Period,
            2 => key.Tenant,
            3 => key.Feature,
            4 => key.Model,
            5 => key.User,
            6 => key.Team,
            7 => key.Route,
            8 => key.Task,
            9 => key.Environment,
            _ => (byte)key.Status,
        };
    }
}
