namespace FinOps.Core.Anomalies;

/// <summary>What a bucket changed of an <see cref="Episode"/>.</summary>
public enum EpisodeChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It began, as an alert.</summary>
    Opened,

    /// <summary>It became a kill; it may have begun with the same bucket.</summary>
    Escalated,

    /// <summary>It calmed down.</summary>
    Closed,
}

/// <summary>
/// Makes one incident of anomalous buckets in a row: it opens once, escalates once and closes after some calm buckets. A value: keep it with the
/// series, or go through the scores again. Says what is the case, tells nobody and stops nothing.
/// </summary>
/// <remarks>
/// Hours kill when two of the last three are beyond the kill score, days at once. Money is counted over those hours together, so that a runaway of
/// two dollars an hour is found as well as one that spends them at once.
/// </remarks>
public readonly record struct Episode
{
    /// <summary>What it is so far; normal while there is none.</summary>
    public AnomalyVerdict Level { get; init; }

    /// <summary>How many calm buckets there were in a row.</summary>
    public int CalmBuckets { get; init; }

    /// <summary>The score two buckets ago.</summary>
    public AnomalyScore Earlier { get; init; }

    /// <summary>The last score.</summary>
    public AnomalyScore Last { get; init; }

    /// <summary>Whether there is one.</summary>
    public bool IsOpen => Level >= AnomalyVerdict.Alert;

    /// <summary>Adds the score of the next bucket when it is over.</summary>
    public (Episode Next, EpisodeChange Change) Add(in AnomalyScore score, SeriesGrain grain, AnomalyRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var judged = grain == SeriesGrain.Hour ? JudgeHours(score, rule) : rule.Judge(score);
        var calm = IsOpen && score.IsScored && score.Z < rule.CalmZ ? CalmBuckets + 1 : 0;
        var next = this with { Earlier = Last, Last = score, CalmBuckets = calm };
        return judged > Level && judged >= AnomalyVerdict.Alert
            ? (next with { Level = judged, CalmBuckets = 0 }, judged == AnomalyVerdict.Kill ? EpisodeChange.Escalated : EpisodeChange.Opened)
            : calm >= rule.CalmBuckets ? (default, EpisodeChange.Closed) : (next, EpisodeChange.None);
    }

    /// <summary>What the last hours up to this one say together.</summary>
    public AnomalyVerdict JudgeHours(in AnomalyScore score, AnomalyRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (!score.IsScored)
        {
            return AnomalyVerdict.InsufficientHistory;
        }

        var (alerts, kills) = (default(Sum), default(Sum));
        foreach (var s in (ReadOnlySpan<AnomalyScore>)[Earlier, Last, score])
        {
            alerts = alerts.With(s, rule.AlertZ);
            kills = kills.With(s, rule.KillZ);
        }

        return kills.Count >= 2 && rule.Judge(kills.Z, kills.Excess, kills.Expected) is AnomalyVerdict.Kill ? AnomalyVerdict.Kill
            : score.Z > rule.AlertZ && rule.Judge(alerts.Z, alerts.Excess, alerts.Expected) >= AnomalyVerdict.Alert ? AnomalyVerdict.Alert
            : AnomalyVerdict.Normal;
    }

    /// <summary>The buckets beyond a score, together.</summary>
    private readonly record struct Sum(int Count, double Z, Int128 Excess, Int128 Expected)
    {
        public Sum With(in AnomalyScore score, double beyond) => score.IsScored && score.Z > beyond
            ? new Sum(Count + 1, Math.Max(Z, score.Z), Excess + score.ExcessNanos, Expected + score.ExpectedNanos)
            : this;
    }
}
