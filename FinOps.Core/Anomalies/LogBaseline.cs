namespace FinOps.Core.Anomalies;

/// <summary>A baseline on a logarithmic scale: how many times the expectation was spent counts, not how many dollars more. Tails are those of Student's t.</summary>
/// <param name="floorNanos">Added before logarithms are taken, so that spend far below it is all the same, in nano-USD.</param>
/// <param name="freedom">Degrees of freedom of the spread.</param>
internal abstract class LogBaseline(double floorNanos, int freedom) : SeriesBaseline
{
    private const double LeastFloorNanos = 50_000_000;

    private readonly double band = StudentBand.Of(freedom);

    public override AnomalyScore Score(int bucket, long nanos)
    {
        var (center, sigma) = At(bucket);
        var raw = (Scale(nanos, floorNanos) - center) / sigma;
        return new AnomalyScore(
            true, nanos, Unscale(center), Unscale(center - (band * sigma)), Unscale(center + (band * sigma)), raw, Robust.FromStudent(raw, freedom));
    }

    /// <summary>What is added before logarithms are taken: 0.05 USD, or a share of what is usual where that is more.</summary>
    public static double FloorOf(double usualNanos, double share) => Math.Max(LeastFloorNanos, share * usualNanos);

    public static double Scale(long nanos, double floorNanos) => Math.Log(Math.Max(nanos, 0) + floorNanos);

    /// <summary>What is expected of a bucket, and how far from it values usually lie, both on the logarithmic scale.</summary>
    protected abstract (double Center, double Sigma) At(int bucket);

    private long Unscale(double y) => Nanos(Math.Exp(y) - floorNanos);

    /// <summary>Whole nano-USD, from nothing to as much as fits.</summary>
    internal static long Nanos(double nanos) => nanos >= long.MaxValue ? long.MaxValue : nanos > 0 ? (long)nanos : 0;
}
