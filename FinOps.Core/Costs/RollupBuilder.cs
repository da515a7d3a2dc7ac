using System.Runtime.InteropServices;

namespace FinOps.Core.Costs;

/// <summary>What one record adds to the rollups: where, and how much.</summary>
internal ref struct RollupEntry
{
    public int Hour;
    public CellKey Key;

    /// <summary>-1 when not reported.</summary>
    public int LatencyMs;
    public ReadOnlySpan<long> Measures;
}

/// <summary>
/// Sums the rollup increments of one batch in memory. Records go into the finest cube of each family; coarser grains are folded from it.
/// </summary>
internal sealed class RollupBuilder
{
    private readonly CellTable[] tables = [.. Enumerable.Range(0, Cube.Families.Sum(f => f.Count) + 1).Select(_ => new CellTable())];
    private readonly Dictionary<long, uint> latencies = [];

    public IEnumerable<(Cube Cube, CellTable Cells)> Results => Cube.Families.SelectMany(f => f).OrderBy(c => c.Id).Select(c => (c, tables[c.Id]));

    public void Clear()
    {
        latencies.Clear();
        foreach (var table in tables)
        {
            table.Clear();
        }
    }

    public void Add(scoped in RollupEntry entry)
    {
        foreach (var family in Cube.Families)
        {
            var finest = family[0];
            tables[finest.Id].Add(KeyFor(finest, entry.Key, finest.PeriodOfHour(entry.Hour)), entry.Measures);
        }

        if (entry.LatencyMs >= 0)
        {
            AddLatency(Cube.TenantDay, entry);
            AddLatency(Cube.FeatureDay, entry);
        }
    }

    /// <summary>Derives the coarser grains. Call once, after the last record.</summary>
    public void Fold()
    {
        foreach (var family in Cube.Families)
        {
            for (var i = 1; i < family.Count; i++)
            {
                Fold(family[i - 1], family[i]);
            }
        }
    }

    /// <summary>The latency histograms that the batch adds to a cube's cells, by cell index.</summary>
    public Dictionary<int, LatencyHistogram> LatenciesOf(Cube cube)
    {
        var byCell = new Dictionary<int, LatencyHistogram>();
        foreach (var (packed, count) in latencies)
        {
            if ((byte)(packed >> 48) == cube.Id)
            {
                ref var histogram = ref CollectionsMarshal.GetValueRefOrAddDefault(byCell, (int)(packed >> 16 & 0xFFFFFFFF), out _);
                (histogram ??= new LatencyHistogram()).AddBucket((ushort)packed, count);
            }
        }

        return byCell;
    }

    private static CellKey KeyFor(Cube cube, in CellKey full, int period)
    {
        var keys = cube.Keys;
        return new CellKey(
            period,
            (keys & CubeKeys.Tenant) != 0 ? full.Tenant : 0,
            (keys & CubeKeys.Feature) != 0 ? full.Feature : 0,
            (keys & CubeKeys.Model) != 0 ? full.Model : 0,
            (keys & CubeKeys.User) != 0 ? full.User : 0,
            (keys & CubeKeys.Team) != 0 ? full.Team : 0,
            (keys & CubeKeys.Route) != 0 ? full.Route : 0,
            (keys & CubeKeys.Task) != 0 ? full.Task : 0,
            (keys & CubeKeys.Environment) != 0 ? full.Environment : 0,
            (keys & CubeKeys.Status) != 0 ? full.Status : 0);
    }

    private static readonly long[] Nothing = new long[Measures.Count];

    private void AddLatency(Cube cube, scoped in RollupEntry entry)
    {
        // Adding nothing finds (or makes) the day's cell, so that the histogram has a place to go.
        var cell = tables[cube.Id].Add(KeyFor(cube, entry.Key, cube.PeriodOfHour(entry.Hour)), Nothing);
        CollectionsMarshal.GetValueRefOrAddDefault(latencies, (long)cube.Id << 48 | (long)cell << 16 | LatencyHistogram.BucketOf(entry.LatencyMs), out _)++;
    }

    private void Fold(Cube fine, Cube coarse)
    {
        var from = tables[fine.Id];
        var to = tables[coarse.Id];
        var keys = from.Keys;
        for (var cell = 0; cell < keys.Length; cell++)
        {
            var period = (int)(fine.StartMicros(keys[cell].Period) / coarse.LengthMicros);
            to.Add(keys[cell] with { Period = period }, from.ValuesOf(cell));
        }
    }
}
