namespace FinOps.Core.Anomalies;

/// <summary>
/// Scores the spend of days: on a logarithmic scale, against days of the same weekday, the level of the last three weeks and days of the month that
/// stood out twice, with a spread that is learned from the series itself.
/// </summary>
/// <remarks>
/// Spend of a day is taken for level × weekday × day of the month × noise. The level of a past day is the running median of fifteen days; the
/// weekday's factor is a robust mean of what is left, drawn to none as far as chance alone would explain it. The spread is widened by how little
/// the expectation rests on, and the score is that of Student's t.
/// </remarks>
public sealed class DailyDetector : IAnomalyDetector
{
    private const int FewestSpan = 14;

    public SeriesGrain Grain => SeriesGrain.Day;

    /// <summary>Twenty weeks: the spread of fewer days is so uncertain that a day of ten times the expectation would often not count as rare.</summary>
    public int WindowBuckets => 140;

    public int FewestBuckets => 18;

    public SeriesBaseline Learn(SeriesHistory past)
    {
        ArgumentNullException.ThrowIfNull(past);
        var kept = Math.Min(past.Count, WindowBuckets);
        var days = new DayWindow(past.End - kept, past.Nanos[^kept..], past.Uses[^kept..]);
        return kept < FewestSpan || days.Learned < FewestBuckets ? SeriesBaseline.None : new DailyBaseline(days, past.LevelFrom);
    }
}
