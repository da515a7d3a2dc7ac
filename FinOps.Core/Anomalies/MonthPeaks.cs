namespace FinOps.Core.Anomalies;

/// <summary>
/// Days of the month that stand out again and again, such as a batch at the month's end: counted from its first day and from its last. A day that
/// lay well above expectation in two of the last three months, by about the same factor, is expected to do so again.
/// </summary>
/// <param name="first">The day of the first factor.</param>
/// <param name="logFactors">How far above expectation each day lay, on the logarithmic scale.</param>
/// <param name="uses">What the days are good for: those that were set aside are known here, ignored ones are not.</param>
/// <param name="sigma">How far days usually lie from expectation.</param>
internal sealed class MonthPeaks(int first, double[] logFactors, BucketUse[] uses, double sigma)
{
    /// <summary>The variance of a factor in those of one day: it is the mean of two days.</summary>
    public const double Variance = 0.5;

    /// <summary>By how much two peaks may differ to be the same: a factor of two, or what chance makes of equal ones nineteen times of twenty.</summary>
    private readonly double agreement = Math.Max(0.693, 3 * sigma);

    /// <summary>How far above expectation a day must lie to stand out: half as much again, and further than most days lie by chance.</summary>
    private readonly double least = Math.Max(0.405, 1.5 * sigma);

    /// <summary>What a day's place in its month adds to the logarithm of the expectation.</summary>
    public double Of(int day)
    {
        double most = 0;
        foreach (var fromEnd in (ReadOnlySpan<bool>)[false, true])
        {
            var (one, two, three) = (At(Place(day, -1, fromEnd)), At(Place(day, -2, fromEnd)), At(Place(day, -3, fromEnd)));
            most = Math.Max(most, Math.Max(Same(one, two), Math.Max(Same(one, three), Same(two, three))));
        }

        return most;
    }

    /// <summary>Whether a past day stood out as the same day of a month near it did.</summary>
    public bool IsRepeated(int day)
    {
        var here = At(day);
        if (here < least)
        {
            return false;
        }

        foreach (var months in (ReadOnlySpan<int>)[-2, -1, 1, 2])
        {
            if (Same(here, At(Place(day, months, false))) > 0 || Same(here, At(Place(day, months, true))) > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The mean of two factors that stand out alike; zero when they do not.</summary>
    private double Same(double one, double two) => one >= least && two >= least && Math.Abs(one - two) <= agreement ? (one + two) / 2 : 0;

    private double At(int? day) => day - first is { } i and >= 0 && i < logFactors.Length && uses[i] != BucketUse.Ignored ? logFactors[i] : 0;

    /// <summary>The same day of another month, counted from its first day or from its last; null when it has none.</summary>
    private static int? Place(int day, int months, bool fromEnd)
    {
        var date = DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(day);
        var month = date.AddDays(1 - date.Day).AddMonths(months);
        var (here, there) = (DateTime.DaysInMonth(date.Year, date.Month), DateTime.DaysInMonth(month.Year, month.Month));
        var number = fromEnd ? there - here + date.Day : date.Day;
        return number >= 1 && number <= there ? day + (month.DayNumber + number - 1 - date.DayNumber) : null;
    }
}
