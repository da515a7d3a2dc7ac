using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FinOps.Core.Budgets;

namespace FinOps.Core.Costs;

/// <summary>What one record adds to the rollups: where, and how much.</summary>
internal ref struct RollupEntry
{
    public int Hour;

    /// <summary>Only budgets whose windows begin inside a UTC day need it; 0 where they do not count.</summary>
    public long OccurredAtMicros;
    public CellKey Key;

    /// <summary>-1 when not reported.</summary>
    public int LatencyMs;
    public ReadOnlySpan<long> Measures;
}

/// <summary>The cells of one cube, and their indexes in the order of their keys.</summary>
internal readonly record struct OrderedCells(Cube Cube, CellTable Cells, int[] Order);

/// <summary>
/// Sums the rollup increments of one transaction in memory. Records go into the finest cube of each family; coarser grains are folded from it.
/// </summary>
internal sealed class RollupBuilder
{
    private static readonly Cube[] Finest = [.. Cube.Families.Select(f => f[0])];
    private readonly CellTable[] tables = [.. Enumerable.Range(0, Cube.Families.Sum(f => f.Count) + 1).Select(_ => new CellTable())];
    private readonly LatencySums tenantLatencies = new();
    private readonly LatencySums featureLatencies = new();

    /// <summary>What budgets need beyond the cells.</summary>
    public BudgetSegments Segments { get; } = new();

    /// <summary>How many cells there are, before the coarser grains.</summary>
    public int Count => tables.Sum(t => t.Count);

    public IEnumerable<(Cube Cube, CellTable Cells)> Results => Cube.Families.SelectMany(f => f).OrderBy(c => c.Id).Select(c => (c, tables[c.Id]));

    /// <summary>The cells of a cube so far.</summary>
    public CellTable CellsOf(Cube cube) => tables[cube.Id];

    public void Clear()
    {
        Segments.Clear();
        tenantLatencies.Clear();
        featureLatencies.Clear();
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

        Segments.Add(entry.OccurredAtMicros, entry.Key, entry.Measures);
        if (entry.LatencyMs >= 0)
        {
            var bucket = LatencyHistogram.BucketOf(entry.LatencyMs);
            tenantLatencies.Add(tenantCell, bucket);
            featureLatencies.Add(featureCell, bucket);
        }
    }

    /// <summary>How many records each week has that was touched.</summary>
    public Dictionary<int, long> RecordsByWeek()
    {
        var weeks = new Dictionary<int, long>();
        var cells = tables[Cube.TenantHour.Id];
        for (var cell = 0; cell < cells.Count; cell++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(weeks, Cube.WeekOfHour(cells.KeyOf(cell).Period), out _) += cells.ValuesOf(cell)[(int)Measure.Requests];
        }

        return weeks;
    }

    /// <summary>Derives the coarser grains, weeks only where they are kept. Call once, after the last record.</summary>
    public void Fold(IReadOnlySet<int> sealedWeeks)
    {
        foreach (var _ in FoldEach(sealedWeeks))
        {
            // Each step folds one cube.
        }
    }

    /// <summary>Folds and orders one cube after the other, so that one can be written while the next one is made.</summary>
    public IEnumerable<OrderedCells> FoldInOrder(IReadOnlySet<int> sealedWeeks) => FoldEach(sealedWeeks).Select(cube => new OrderedCells(cube, tables[cube.Id], tables[cube.Id].InOrder()));

    /// <summary>Adds the latencies of a cell to a histogram; nothing where the cube keeps none. Call after the fold.</summary>
    public void AddLatencies(Cube cube, int cell, LatencyHistogram histogram) => (cube == Cube.TenantDay ? tenantLatencies : featureLatencies).AddTo(cell, histogram);

    /// <summary>The latencies of a cell as they are stored; null where there are none or the cube keeps none.</summary>
    public byte[]? LatenciesOf(Cube cube, int cell)
    {
        if (!cube.HasLatency)
        {
            return null;
        }

        var histogram = new LatencyHistogram();
        AddLatencies(cube, cell, histogram);
        return histogram.Count == 0 ? null : histogram.ToBytes();
    }

    private IEnumerable<Cube> FoldEach(IReadOnlySet<int> sealedWeeks)
    {
        foreach (var family in Cube.Families)
        {
            yield return family[0];
            for (var i = 1; i < family.Count; i++)
            {
                Fold(family[i - 1], family[i], sealedWeeks);
                yield return family[i];
            }
        }
    }

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
    private void Fold(Cube fine, Cube coarse, IReadOnlySet<int> sealedWeeks)
    {
        var from = tables[fine.Id];
        var to = tables[coarse.Id];
        var coarseCells = coarse.HasLatency ? new int[from.Count] : [];
        for (var cell = 0; cell < from.Count; cell++)
        {
            var period = (int)(fine.StartMicros(from.KeyOf(cell).Period) / coarse.LengthMicros);
            if (coarse.Grain == Grain.Week && !sealedWeeks.Contains(period))
            {
                continue;
            }

            var folded = to.Add(from.KeyOf(cell) with { Period = period }, from.ValuesOf(cell));
            if (coarse.HasLatency)
            {
                coarseCells[cell] = folded;
            }
        }

        if (coarse.HasLatency)
        {
            (coarse == Cube.TenantDay ? tenantLatencies : featureLatencies).Fold(coarseCells, to.Count);
        }
    }
}
