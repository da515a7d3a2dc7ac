namespace FinOps.Core.Anomalies;

/// <summary>From which score on, and from how much money on, a bucket is an alert or a kill. Only spend above expectation counts.</summary>
/// <param name="AlertZ">Alerts begin above this z_eq.</param>
/// <param name="KillZ">Kills begin above this z_eq.</param>
/// <param name="LeastExcessNanos">Less than this above expectation is never an anomaly, in nano-USD.</param>
/// <param name="KillExcessPercent">A kill also needs that much above expectation, in percent of it: 100 is twice the expectation.</param>
/// <param name="CalmZ">An incident calms down while its buckets are below this z_eq.</param>
/// <param name="CalmBuckets">After so many calm buckets in a row it is over.</param>
public sealed record AnomalyRule(
    double AlertZ = 3, double KillZ = 4, long LeastExcessNanos = 5_000_000_000, int KillExcessPercent = 100, double CalmZ = 2, int CalmBuckets = 3)
{
    /// <summary>The rule where nobody has set another: z_eq above 3 alerts, above 4 kills, both from 5 USD on.</summary>
    public static readonly AnomalyRule Default = new();

    /// <summary>What the score of one bucket says by itself.</summary>
    public AnomalyVerdict Judge(in AnomalyScore score) => !score.IsScored
        ? AnomalyVerdict.InsufficientHistory
        : Judge(score.Z, score.ExcessNanos, score.ExpectedNanos);

    /// <summary>What a z_eq says together with spend above expectation, both of one or several buckets.</summary>
    public AnomalyVerdict Judge(double z, Int128 excessNanos, Int128 expectedNanos) =>
        !(z > AlertZ) || excessNanos < Math.Max(LeastExcessNanos, 1) ? AnomalyVerdict.Normal
        : z > KillZ && excessNanos * 100 >= expectedNanos * KillExcessPercent ? AnomalyVerdict.Kill
        : AnomalyVerdict.Alert;
}
