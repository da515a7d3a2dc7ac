namespace FinOps.Core.Anomalies;

/// <summary>The length of a bucket. The numbers are stored.</summary>
public enum SeriesGrain
{
    /// <summary>Buckets are hours, counted since the epoch.</summary>
    Hour = 0,

    /// <summary>Buckets are UTC days, counted since the epoch.</summary>
    Day = 1,
}

/// <summary>
/// Learns from the past of one series what its next buckets should spend. Pure: the same past gives the same baseline, so every score can be worked
/// out again from stored sums; nothing else is kept. Nothing looks ahead: a baseline knows only buckets before those that it scores.
/// </summary>
/// <remarks>
/// Learning reads the whole window (672 hours or 140 days) and takes less than 100 µs, scoring about 1 µs, both on one core. Learn once per UTC day, from
/// all buckets before it, and score the day's buckets with that: this is what all published figures were measured with.
/// </remarks>
public interface IAnomalyDetector
{
    /// <summary>The buckets that it is made for.</summary>
    SeriesGrain Grain { get; }

    /// <summary>How many buckets back the past reaches; older ones change nothing.</summary>
    int WindowBuckets { get; }

    /// <summary>With fewer learned buckets than this there is no baseline: all scores are <see cref="AnomalyVerdict.InsufficientHistory"/>.</summary>
    int FewestBuckets { get; }

    /// <summary>The baseline that a past gives.</summary>
    SeriesBaseline Learn(SeriesHistory past);
}

/// <summary>What a past lets expect of later buckets. Immutable; some hundred bytes.</summary>
public abstract class SeriesBaseline
{
    /// <summary>The baseline of a past that is too short.</summary>
    public static readonly SeriesBaseline None = new NoBaseline();

    /// <summary>Scores what was spent in a bucket, or in a part of it that is over: spend only grows, so a part is judged by what the whole should have.</summary>
    /// <param name="bucket">Hours or days since the epoch, by the detector's grain; after those that were learned.</param>
    /// <param name="nanos">Spend in nano-USD; below zero counts as zero.</param>
    public abstract AnomalyScore Score(int bucket, long nanos);

    private sealed class NoBaseline : SeriesBaseline
    {
        public override AnomalyScore Score(int bucket, long nanos) => AnomalyScore.InsufficientHistory(nanos);
    }
}
