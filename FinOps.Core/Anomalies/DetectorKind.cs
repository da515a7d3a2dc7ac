namespace FinOps.Core.Anomalies;

/// <summary>Which detector scores a series. The numbers are stored.</summary>
public enum DetectorKind
{
    /// <summary>By season, with a learned spread: <see cref="DailyDetector"/> or <see cref="HourlyDetector"/>.</summary>
    Seasonal = 0,

    /// <inheritdoc cref="ZScoreDetector"/>
    ZScore = 1,

    /// <inheritdoc cref="EwmaDetector"/>
    Ewma = 2,

    /// <inheritdoc cref="WeekDeviationDetector"/>
    WeekDeviation = 3,
}

/// <summary>The detectors there are. They keep nothing and can be shared.</summary>
public static class Detectors
{
    private static readonly IAnomalyDetector[] Hourly = Of(SeriesGrain.Hour, new HourlyDetector());
    private static readonly IAnomalyDetector[] Daily = Of(SeriesGrain.Day, new DailyDetector());

    /// <summary>The detector of a kind for buckets of a length.</summary>
    public static IAnomalyDetector Of(DetectorKind kind, SeriesGrain grain) => (grain == SeriesGrain.Hour ? Hourly : Daily)[(int)kind];

    private static IAnomalyDetector[] Of(SeriesGrain grain, IAnomalyDetector seasonal) =>
        [seasonal, new ZScoreDetector(grain), new EwmaDetector(grain), new WeekDeviationDetector(grain)];
}
