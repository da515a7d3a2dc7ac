namespace FinOps.Core.Anomalies;

/// <summary>
/// Scores the spend of hours: on a logarithmic scale, against the same hour of working days or of weekends and the level of the last two weeks,
/// with a spread that is learned from the series itself.
/// </summary>
/// <remarks>
/// Few calls spread more than many, on this scale: hours of the day are put into bands by what is usual for them, and each band has a spread of its
/// own. It is that of hours above expectation, as those below it, down to nothing at all, say little about how far spend rises by chance.
/// </remarks>
public sealed class HourlyDetector : IAnomalyDetector
{
    public SeriesGrain Grain => SeriesGrain.Hour;

    /// <summary>Four weeks.</summary>
    public int WindowBuckets => 28 * 24;

    /// <summary>A week.</summary>
    public int FewestBuckets => 7 * 24;

    public SeriesBaseline Learn(SeriesHistory past)
    {
        ArgumentNullException.ThrowIfNull(past);
        var kept = Math.Min(past.Count, WindowBuckets);
        var hours = new HourWindow(past.End - kept, past.Nanos[^kept..], past.Uses[^kept..]);
        return hours.Count < FewestBuckets ? SeriesBaseline.None : new HourlyBaseline(hours, past.LevelFrom);
    }
}
