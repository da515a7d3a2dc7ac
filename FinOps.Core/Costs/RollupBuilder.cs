using System.Runtime.CompilerServices;
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
    private readonly List<LatencyEntry> latencies = [];
    private readonly Dictionary<(byte CubeId, int Cell), LatencyHistogram> histograms = [];

    /// <summary>How many cells there are, before the coarser grains.</summary>
    public int Count => tables.Sum(t => t.Count);

    public IEnumerable<(Cube Cube, CellTable Cells)> Results => Cube.Families.SelectMany(f => f).OrderBy(c => c.Id).Select(c => (c, tables[c.Id]));

    public void Clear()
    {
        latencies.Clear();
        histograms.Clear();
        foreach (var table in tables)
        {
            table.Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(scoped in RollupEntry entry)
    {
        int tenantCell = 0, featureCell = 0;
        foreach (var finest in Finest)
        {
            var cell = tables[finest.Id].Add(KeyFor(finest, entry.Key, finest.PeriodOfHour(entry.Hour)), entry.Measures);
            tenantCell = finest == Cube.TenantHour ? cell : tenantCell;
            featureCell = finest == Cube.FeatureHour ? cell : featureCell;
        }

        if (entry.LatencyMs >= 0)
        {
            latencies.Add(new LatencyEntry(tenantCell, featureCell, LatencyHistogram.BucketOf(entry.LatencyMs)));
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

    /// <summary>The latency histograms that the records add to a cube's cells, by cell index.</summary>
    public IEnumerable<(int Cell, LatencyHistogram Histogram)> LatenciesOf(Cube cube) =>
        histograms.Where(h => h.Key.CubeId == cube.Id).Select(h => (h.Key.Cell, h.Value));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fold(Cube fine, Cube coarse)
    {
        var from = tables[fine.Id];
        var to = tables[coarse.Id];
        var coarseCells = new int[from.Count];
        for (var cell = 0; cell < coarseCells.Length; cell++)
        {
            var period = (int)(fine.StartMicros(from.KeyOf(cell).Period) / coarse.LengthMicros);
            coarseCells[cell] = to.Add(from.KeyOf(cell) with { Period = period }, from.ValuesOf(cell));
        }

        if (coarse.HasLatency)
        {
            FoldLatencies(coarse, coarseCells);
        }
    }

    private void FoldLatencies(Cube coarse, int[] coarseCells)
    {
        var isTenant = coarse == Cube.TenantDay;
        foreach (var entry in CollectionsMarshal.AsSpan(latencies))
        {
            ref var histogram = ref CollectionsMarshal.GetValueRefOrAddDefault(
                histograms, (coarse.Id, coarseCells[isTenant ? entry.TenantCell : entry.FeatureCell]), out _);
            (histogram ??= new LatencyHistogram()).AddBucket(entry.Bucket, 1);
        }
    }

    private static readonly Cube[] Finest = [.. Cube.Families.Select(f => f[0])];

    private readonly record struct LatencyEntry(int TenantCell, int FeatureCell, ushort Bucket);
}
