namespace FinOps.Bench.Anomalies;

/// <summary>
/// The detector family of the product on series that are no dollars, point by point. As there: what is usual for the hour of working days or
/// weekends, robust level and spread, a tail that makes 4 as rare as it says, an incident that opens once.
/// </summary>
/// <remarks>
/// Where it differs, and why: values are taken as they are, not as logarithms, since they may be negative; both directions count, since labels mark
/// drops as well; thousands of points let the tail be learned instead of taken from Student's t; a second view, the mean and deviation of the last
/// points, stands in where nothing repeats by the hour; and it learns after every point, from anomalous ones too, since nobody gives verdicts.
/// </remarks>
internal sealed class StreamDetector(TimeSpan bucket)
{
    private readonly SeasonalView seasonal = new(bucket);
    private readonly RecentView recent = new();
    private readonly LearnedTail seasonalTail = new();
    private readonly LearnedTail recentTail = new();
    private readonly Rearming rearming = new();

    /// <summary>The scores of all points; those that an open incident explains are zero.</summary>
    public static double[] Score(NabSeries series)
    {
        var detector = new StreamDetector(BucketOf(series));
        return [.. series.Times.Zip(series.Values, detector.Next)];
    }

    /// <summary>z_eq of the next point, zero when an incident is open that was worse.</summary>
    private double Next(DateTime at, double value) =>
        rearming.Next(Math.Max(seasonalTail.Next(seasonal.Next(at, value)), recentTail.Next(recent.Next(value))));

    /// <summary>The usual distance of the points that are for learning only.</summary>
    private static TimeSpan BucketOf(NabSeries series)
    {
        var gaps = series.Times.Take(Math.Max(2, series.Probation)).ToArray();
        var ordered = gaps.Zip(gaps.Skip(1), (a, b) => b - a).Where(g => g > TimeSpan.Zero).Order().ToArray();
        return ordered.Length == 0 ? TimeSpan.FromHours(1) : ordered[ordered.Length / 2];
    }
}
