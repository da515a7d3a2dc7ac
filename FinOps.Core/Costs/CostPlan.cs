namespace FinOps.Core.Costs;

/// <summary>A stretch of whole periods of one cube.</summary>
internal readonly record struct CubeRange(Cube Cube, int FromPeriod, int ToPeriod);

/// <summary>A stretch of time that no cube covers and records must answer, in microseconds, half-open.</summary>
internal readonly record struct RecordRange(long FromMicros, long ToMicros);

/// <summary>How a question is answered: from which cells, and from which records at the ragged edges.</summary>
internal sealed record CostPlan(IReadOnlyList<CubeRange> Cells, IReadOnlyList<RecordRange> Records)
{
    /// <summary>Plans a question over the dimensions it needs.</summary>
    /// <param name="needed">Dimensions that it groups or filters by.</param>
    /// <param name="finest">The time it groups by: hour, day, or null for neither.</param>
    /// <param name="sealedWeeks">Weeks that week cubes hold, in ascending order; others are answered by days.</param>
    /// <param name="parts">Ids of the cube parts that hold cells.</param>
    public static CostPlan For(CubeKeys needed, Grain? finest, bool withLatency, IReadOnlyList<int> sealedWeeks, IReadOnlyList<byte> parts, long fromMicros, long toMicros)
    {
        foreach (var family in Cube.Families)
        {
            if ((needed & ~family[0].Keys) == 0 && (finest != Grain.Hour || family[0].Grain == Grain.Hour))
            {
                var plan = Cover(family, finest, withLatency, sealedWeeks, fromMicros, toMicros);
                return plan with { Cells = CellParts.WithParts(plan.Cells, parts) };
            }
        }

        return new CostPlan([], [new RecordRange(fromMicros, toMicros)]);
    }

    /// <summary>Takes the largest whole periods first and leaves what is left at both ends to smaller ones.</summary>
    private static CostPlan Cover(IReadOnlyList<Cube> family, Grain? finest, bool withLatency, IReadOnlyList<int> sealedWeeks, long fromMicros, long toMicros)
    {
        var cells = new List<CubeRange>();
        var gaps = new List<RecordRange> { new(fromMicros, toMicros) };
        foreach (var cube in family.Reverse())
        {
            if ((finest is { } grain && cube.Grain > grain) || (withLatency && cube.Grain == Grain.Week))
            {
                continue;
            }

            var left = new List<RecordRange>();
            foreach (var gap in gaps)
            {
                if (cube.Grain == Grain.Week)
                {
                    TakeWeeks(cube, gap, sealedWeeks, cells, left);
                }
                else
                {
                    Take(cube, gap, cells, left);
                }
            }

            gaps = left;
        }

        return new CostPlan(cells, gaps);
    }

    private static void Take(Cube cube, RecordRange gap, List<CubeRange> cells, List<RecordRange> left)
    {
        var (first, last) = WholePeriods(cube, gap);
        if (first >= last)
        {
            left.Add(gap);
            return;
        }

        cells.Add(new CubeRange(cube, first, last));
        AddIfAny(left, gap.FromMicros, cube.StartMicros(first));
        AddIfAny(left, cube.StartMicros(last), gap.ToMicros);
    }

    /// <summary>Takes runs of sealed weeks and leaves what lies between them.</summary>
    private static void TakeWeeks(Cube cube, RecordRange gap, IReadOnlyList<int> sealedWeeks, List<CubeRange> cells, List<RecordRange> left)
    {
        var (first, last) = WholePeriods(cube, gap);
        var from = gap.FromMicros;
        foreach (var week in sealedWeeks.Where(w => w >= first && w < last))
        {
            var isNext = cells.Count > 0 && cells[^1].Cube == cube && cells[^1].ToPeriod == week && from == cube.StartMicros(week);
            if (isNext)
            {
                cells[^1] = cells[^1] with { ToPeriod = week + 1 };
            }
            else
            {
                AddIfAny(left, from, cube.StartMicros(week));
                cells.Add(new CubeRange(cube, week, week + 1));
            }

            from = cube.StartMicros(week + 1);
        }

        AddIfAny(left, from, gap.ToMicros);
    }

    private static (int First, int Last) WholePeriods(Cube cube, RecordRange gap) =>
        ((int)((gap.FromMicros + cube.LengthMicros - 1) / cube.LengthMicros), (int)(gap.ToMicros / cube.LengthMicros));

    private static void AddIfAny(List<RecordRange> ranges, long from, long to)
    {
        if (from < to)
        {
            ranges.Add(new RecordRange(from, to));
        }
    }
}
