namespace FinOps.Core.Anomalies;

/// <inheritdoc cref="HourlyDetector"/>
internal sealed class HourlyBaseline : LogBaseline
{
    private const double LeastSigma = 0.15;

    /// <summary>How much less precise a median is than a mean, on normal values.</summary>
    private const double MedianVariance = 1.57;

    /// <summary>Neighboring hours are alike, so that they say less than as many independent ones would.</summary>
    private const double FreedomPerHour = 0.6;

    private const int LevelHours = 14 * 24;
    private const int Bands = 4;
    private const int FewestInBand = 5;

    private readonly double level;
    private readonly double[] cells = new double[HourWindow.Cells];
    private readonly double[] sigmas = new double[HourWindow.Cells];

    public HourlyBaseline(HourWindow hours, int? levelFrom)
        : base(hours.Floor, (int)(FreedomPerHour * hours.Count))
    {
        var step = hours.FirstFrom(levelFrom);
        var shape = step > hours.Count - step ? ..step : step..hours.Count;
        var seen = new int[HourWindow.Cells];
        SetCells(hours, shape, seen);
        var rest = new double[hours.Count];
        for (var i = 0; i < rest.Length; i++)
        {
            rest[i] = hours.Y[i] - cells[hours.CellOf[i]];
        }

        level = LevelOf(rest.AsSpan(step));
        SetSigmas(hours, shape, rest, seen);
    }

    protected override (double Center, double Sigma) At(int bucket)
    {
        var cell = HourWindow.Cell(bucket);
        return (cells[cell] + level, sigmas[cell]);
    }

    /// <summary>What the last two weeks lay above their cells.</summary>
    private static double LevelOf(ReadOnlySpan<double> rest) =>
        rest.IsEmpty ? 0 : Robust.Median(rest[^Math.Min(LevelHours, rest.Length)..].ToArray());

    /// <summary>The median of each cell, drawn to that of all hours as long as it was seen seldom.</summary>
    private void SetCells(HourWindow hours, Range shape, int[] seen)
    {
        var (first, count) = shape.GetOffsetAndLength(hours.Count);
        var ordered = new double[count];
        var ends = new int[HourWindow.Cells];
        for (var i = first; i < first + count; i++)
        {
            seen[hours.CellOf[i]]++;
        }

        for (var cell = 1; cell < ends.Length; cell++)
        {
            ends[cell] = ends[cell - 1] + seen[cell - 1];
        }

        for (var i = first; i < first + count; i++)
        {
            ordered[ends[hours.CellOf[i]]++] = hours.Y[i];
        }

        var all = Robust.Median(ordered.ToArray());
        for (var cell = 0; cell < ends.Length; cell++)
        {
            var k = seen[cell];
            cells[cell] = k == 0 ? all : ((k * Robust.Median(ordered.AsSpan(ends[cell] - k, k))) + all) / (k + 1);
        }
    }

    /// <summary>A spread for each quarter of the cells, by what is usual for them, widened by how seldom a cell was seen.</summary>
    private void SetSigmas(HourWindow hours, Range shape, double[] rest, int[] seen)
    {
        var (first, length) = shape.GetOffsetAndLength(hours.Count);
        var own = LevelOf(rest.AsSpan(shape));
        var bandOf = BandsOfCells();
        var above = new double[length];
        for (var band = 0; band < Bands; band++)
        {
            var count = 0;
            for (var i = first; i < first + length; i++)
            {
                if (rest[i] > own && bandOf[hours.CellOf[i]] == band)
                {
                    above[count++] = rest[i] - own;
                }
            }

            var sigma = Math.Max(LeastSigma, SigmaAbove(above.AsSpan(0, count)));
            for (var cell = 0; cell < sigmas.Length; cell++)
            {
                sigmas[cell] = bandOf[cell] == band ? sigma * Math.Sqrt(1 + (MedianVariance / Math.Max(1, seen[cell]))) : sigmas[cell];
            }
        }
    }

    private int[] BandsOfCells()
    {
        var order = new int[HourWindow.Cells];
        for (var cell = 0; cell < order.Length; cell++)
        {
            order[cell] = cell;
        }

        Array.Sort(cells.ToArray(), order);
        var bands = new int[HourWindow.Cells];
        for (var place = 0; place < order.Length; place++)
        {
            bands[order[place]] = place * Bands / order.Length;
        }

        return bands;
    }

    /// <summary>The spread of a normal distribution of whose upper half as much lies below the same value.</summary>
    private static double SigmaAbove(Span<double> above) => above.Length < FewestInBand ? 0 : Robust.Quantile(above, 0.90) / 1.645;
}
