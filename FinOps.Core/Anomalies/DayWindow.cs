namespace FinOps.Core.Anomalies;

/// <summary>The days that a daily baseline is made of, on a logarithmic scale.</summary>
internal sealed class DayWindow
{
    private const double FloorShare = 0.05;

    public DayWindow(int first, ReadOnlySpan<long> nanos, ReadOnlySpan<BucketUse> uses)
    {
        First = first;
        Uses = uses.ToArray();
        Y = new double[nanos.Length];
        Floor = LogBaseline.FloorOf(MedianOfLearned(nanos), FloorShare);
        for (var i = 0; i < Y.Length; i++)
        {
            Y[i] = LogBaseline.Scale(nanos[i], Floor);
        }
    }

    public int First { get; }

    public int Learned { get; private set; }

    public double Floor { get; }

    public double[] Y { get; }

    public BucketUse[] Uses { get; }

    public int Count => Y.Length;

    public bool IsLearned(int i) => Uses[i] == BucketUse.Learned;

    public int WeekdayOf(int i) => Weekday(First + i);

    /// <summary>Counts from Thursday: 1970-01-01 was one.</summary>
    public static int Weekday(int day) => ((day % 7) + 7) % 7;

    /// <summary>Whether a weekday is a Saturday or a Sunday.</summary>
    public static bool IsWeekend(int weekday) => weekday is 2 or 3;

    private double MedianOfLearned(ReadOnlySpan<long> nanos)
    {
        Span<double> learned = stackalloc double[nanos.Length];
        for (var i = 0; i < nanos.Length; i++)
        {
            if (IsLearned(i))
            {
                learned[Learned++] = Math.Max(nanos[i], 0);
            }
        }

        return Learned == 0 ? 0 : Robust.Median(learned[..Learned]);
    }
}
