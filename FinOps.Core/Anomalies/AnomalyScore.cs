namespace FinOps.Core.Anomalies;

/// <summary>How far the spend of a bucket is from what the series' own past lets expect. Stored as it is: what follows from it is for an <see cref="AnomalyRule"/> to say.</summary>
/// <param name="IsScored">False while there is too little history; only <paramref name="Nanos"/> means something then.</param>
/// <param name="Nanos">What was spent, in nano-USD.</param>
/// <param name="ExpectedNanos">What was expected, in nano-USD.</param>
/// <param name="LowNanos">Where spend begins that is as unusual as <see cref="Band"/> standard deviations, downwards, in nano-USD.</param>
/// <param name="HighNanos">The same upwards.</param>
/// <param name="RawZ">The distance from expectation in standard deviations of the past.</param>
/// <param name="Z">The same on the scale of a normal distribution, z_eq: a 4 is as rare as beyond four standard deviations there, however little the past says and however wild it is. Rules use this one.</param>
public readonly record struct AnomalyScore(bool IsScored, long Nanos, long ExpectedNanos, long LowNanos, long HighNanos, double RawZ, double Z)
{
    /// <summary>The half width of the band from <see cref="LowNanos"/> to <see cref="HighNanos"/> in standard deviations.</summary>
    public const double Band = 3;

    /// <summary>What was spent beyond expectation, in nano-USD; negative when it was less.</summary>
    public long ExcessNanos => Nanos - ExpectedNanos;

    /// <summary>The score of a series with too little history.</summary>
    public static AnomalyScore InsufficientHistory(long nanos) => new(false, nanos, 0, 0, 0, 0, 0);
}

/// <summary>What a score says by a rule. The numbers are stored.</summary>
public enum AnomalyVerdict
{
    /// <summary>The past is too short to judge; limits and the cost-rate guard stand in.</summary>
    InsufficientHistory = 0,

    /// <summary>Nothing that its past does not explain, or too little money to matter.</summary>
    Normal = 1,

    /// <summary>Somebody should know.</summary>
    Alert = 2,

    /// <summary>Somebody should stop it.</summary>
    Kill = 3,
}
