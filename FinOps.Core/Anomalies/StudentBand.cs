using System.Collections.Concurrent;

namespace FinOps.Core.Anomalies;

/// <summary>Where the band around expectation ends on the scale of Student's t.</summary>
internal static class StudentBand
{
    private static readonly ConcurrentDictionary<int, double> Known = [];

    /// <summary>The score of Student's t that is as unusual as <see cref="AnomalyScore.Band"/> of a normal distribution.</summary>
    public static double Of(int freedom) => Known.GetOrAdd(freedom, f => Robust.ToStudent(AnomalyScore.Band, f));
}
