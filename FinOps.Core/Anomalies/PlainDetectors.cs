namespace FinOps.Core.Anomalies;

/// <summary>
/// The classic rule: distance from the mean of the last four weeks in standard deviations, on dollars as they are. Kept for comparison: growth,
/// weekends and one wild day all make it worse. The bucket itself is not in the mean, or no score above (n − 1) / √n could ever come out.
/// </summary>
public sealed class ZScoreDetector(SeriesGrain grain) : IAnomalyDetector
{
    public SeriesGrain Grain => grain;

    public int WindowBuckets => 28 * Grains.BucketsPerDay(grain);

    /// <summary>Even with the bucket itself among them, eighteen buckets are needed before a score can exceed four.</summary>
    public int FewestBuckets => 18;

    public SeriesBaseline Learn(SeriesHistory past)
    {
        var values = RecentValues.Of(past, WindowBuckets);
        return values.Length < FewestBuckets ? SeriesBaseline.None : new ZScoreBaseline(values);
    }

    private sealed class ZScoreBaseline : SeriesBaseline
    {
        private const double LeastNanos = 10_000_000;
        private const double LeastShare = 0.01;
        private readonly double mean;
        private readonly double sigma;

        public ZScoreBaseline(double[] values)
        {
            mean = values.Average();
            var squares = values.Sum(v => (v - mean) * (v - mean));
            sigma = Math.Max(Math.Sqrt(squares / (values.Length - 1)), Math.Max(LeastNanos, LeastShare * mean));
        }

        public override AnomalyScore Score(int bucket, long nanos)
        {
            var z = Math.Clamp((Math.Max(nanos, 0) - mean) / sigma, -Robust.Limit, Robust.Limit);
            return new AnomalyScore(true, nanos, LogBaseline.Nanos(mean), LogBaseline.Nanos(mean - (AnomalyScore.Band * sigma)), LogBaseline.Nanos(mean + (AnomalyScore.Band * sigma)), z, z);
        }
    }
}

/// <summary>
/// For tiny histories: an exponentially weighted mean and spread on a logarithmic scale, of which the last six buckets are most. It knows neither
/// weekdays nor hours of the day.
/// </summary>
public sealed class EwmaDetector(SeriesGrain grain) : IAnomalyDetector
{
    private const double Alpha = 0.3;

    /// <summary>What weights of <see cref="Alpha"/> are worth in buckets of equal weight: (2 − α) / α.</summary>
    private const int Worth = 5;
    private const double LeastSigma = 0.15;
    private const double FloorShare = 0.05;

    public SeriesGrain Grain => grain;

    /// <summary>Older buckets weigh less than a thousandth.</summary>
    public int WindowBuckets => 28;

    public int FewestBuckets => 5;

    public SeriesBaseline Learn(SeriesHistory past)
    {
        var values = RecentValues.Of(past, WindowBuckets);
        if (values.Length < FewestBuckets)
        {
            return SeriesBaseline.None;
        }

        var floor = LogBaseline.FloorOf(Robust.Median([.. values]), FloorShare);
        var mean = Math.Log(values[0] + floor);
        double variance = 0;
        foreach (var value in values.AsSpan(1))
        {
            var from = Math.Log(value + floor) - mean;
            mean += Alpha * from;
            variance = (1 - Alpha) * (variance + (Alpha * from * from));
        }

        return new FlatBaseline(floor, Worth, mean, Math.Max(LeastSigma, Math.Sqrt(variance)) * Math.Sqrt(1 + (1.0 / Worth)));
    }

    private sealed class FlatBaseline(double floor, int freedom, double center, double sigma) : LogBaseline(floor, freedom)
    {
        protected override (double Center, double Sigma) At(int bucket) => (center, sigma);
    }
}

/// <summary>
/// Spend as a multiple of the mean of the last seven days. The multiple stands for the score: more than three times the mean alerts, more than four
/// times kills, and less than twice is calm.
/// </summary>
public sealed class WeekDeviationDetector(SeriesGrain grain) : IAnomalyDetector
{
    public SeriesGrain Grain => grain;

    public int WindowBuckets => 7 * Grains.BucketsPerDay(grain);

    public int FewestBuckets => WindowBuckets;

    public SeriesBaseline Learn(SeriesHistory past)
    {
        var values = RecentValues.Of(past, WindowBuckets);
        return values.Length < FewestBuckets ? SeriesBaseline.None : new MultipleBaseline(Math.Max(LeastNanos, values.Average()));
    }

    private const double LeastNanos = 50_000_000;

    private sealed class MultipleBaseline(double mean) : SeriesBaseline
    {
        public override AnomalyScore Score(int bucket, long nanos)
        {
            var multiple = Math.Max(nanos, 0) / mean;
            return new AnomalyScore(true, nanos, LogBaseline.Nanos(mean), 0, LogBaseline.Nanos(AnomalyScore.Band * mean), multiple, multiple);
        }
    }
}
