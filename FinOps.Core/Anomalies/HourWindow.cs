namespace FinOps.Core.Anomalies;

/// <summary>The hours that an hourly baseline is made of, on a logarithmic scale. Hours that are not learned are left out.</summary>
internal sealed class HourWindow
{
    /// <summary>Hours of working days, then hours of weekends.</summary>
    public const int Cells = 48;

    /// <summary>A quarter of the mean hour: with few calls it makes a difference of dollars of what else would be one between no call and one.</summary>
    private const double FloorShare = 0.25;

    public HourWindow(int first, ReadOnlySpan<long> nanos, ReadOnlySpan<BucketUse> uses)
    {
        Hours = new int[nanos.Length];
        CellOf = new int[nanos.Length];
        Y = new double[nanos.Length];
        double sum = 0;
        for (var i = 0; i < nanos.Length; i++)
        {
            if (uses[i] == BucketUse.Learned)
            {
                (Hours[Count], CellOf[Count]) = (first + i, Cell(first + i));
                Count++;
                sum += Math.Max(nanos[i], 0);
            }
        }

        Floor = LogBaseline.FloorOf(sum / Math.Max(1, Count), FloorShare);
        for (var i = 0; i < Count; i++)
        {
            Y[i] = LogBaseline.Scale(nanos[Hours[i] - first], Floor);
        }
    }

    public int Count { get; }

    public double Floor { get; }

    /// <summary>The hours, oldest first; only the first <see cref="Count"/> are there.</summary>
    public int[] Hours { get; }

    public double[] Y { get; }

    /// <summary>The cell of each.</summary>
    public int[] CellOf { get; }

    /// <summary>The place of the first hour that a newly accepted level is known from, leaving at least one; zero when none was accepted.</summary>
    public int FirstFrom(int? levelFrom)
    {
        var i = 0;
        while (i < Count - 1 && Hours[i] < levelFrom.GetValueOrDefault(int.MinValue))
        {
            i++;
        }

        return i;
    }

    /// <summary>The hour of a working day, or of a weekend; 1970-01-01 was a Thursday.</summary>
    public static int Cell(int hour)
    {
        var day = Math.DivRem(hour, 24, out var rest);
        return rest + ((day + 4) % 7 is 0 or 6 ? 24 : 0);
    }
}
