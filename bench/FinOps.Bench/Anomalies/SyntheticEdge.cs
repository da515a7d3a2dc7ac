using FinOps.Core.Anomalies;

namespace FinOps.Bench.Anomalies;

/// <summary>Series at the edge of sense, by each detector: scores must be finite and in order, and nothing below the least excess may alarm.</summary>
internal static class SyntheticEdge
{
    private const int Buckets = 800;

    public static readonly IReadOnlyList<(string Name, Func<int, Random, long> Nanos, bool MayAlarm)> Series =
    [
        ("constant", (_, _) => 40_000_000_000, false),
        ("zero", (_, _) => 0, false),
        ("a nano-USD", (_, _) => 1, false),
        ("below zero", (_, _) => -3_000_000_000, false),
        ("cents of wild noise", (_, random) => Math.Min(1_600_000_000, Draws.Nanos(0.01 * Math.Exp(3 * Draws.Normal(random)))), false),
        ("sparse, below the floor", (i, _) => i % 13 == 0 ? 4_900_000_000 : 0, false),
        ("one spike below the floor", (i, _) => i == 700 ? 4_900_000_000 : 0, false),
        ("sparse and dear", (i, _) => i % 97 == 0 ? 900_000_000_000 : 0, true),
        ("one huge spike", (i, _) => i == 700 ? long.MaxValue : 1_000_000_000, true),
        ("huge", (i, _) => long.MaxValue - i, false),
        ("nothing or everything", (i, _) => i % 2 == 0 ? 0 : long.MaxValue, true),
        ("a step", (i, _) => i < 500 ? 1_000_000_000 : 500_000_000_000, true),
    ];

    /// <summary>What is wrong, in words; nothing when all is well.</summary>
    public static IEnumerable<string> Faults() =>
        from grain in new[] { SeriesGrain.Hour, SeriesGrain.Day }
        from kind in Enum.GetValues<DetectorKind>()
        from series in Series
        from fault in Faults(Detectors.Of(kind, grain), series.Nanos, series.MayAlarm).Distinct().Take(3)
        select $"{kind} by {grain}, {series.Name}: {fault}";

    private static IEnumerable<string> Faults(IAnomalyDetector detector, Func<int, Random, long> nanosOf, bool mayAlarm)
    {
        var random = new Random(1);
        var (history, episode, perDay) = (new SeriesHistory(detector.WindowBuckets), default(Episode), detector.Grain == SeriesGrain.Hour ? 24 : 1);
        var baseline = SeriesBaseline.None;
        for (var i = 0; i < Buckets; i++)
        {
            var bucket = (20_000 * perDay) + i;
            baseline = i % perDay == 0 ? detector.Learn(history) : baseline;
            var nanos = nanosOf(i, random);
            var score = baseline.Score(bucket, nanos);
            (episode, _) = episode.Add(score, detector.Grain, AnomalyRule.Default);
            if (!double.IsFinite(score.Z) || !double.IsFinite(score.RawZ))
            {
                yield return "a score is no number";
            }

            if (score.IsScored && (score.LowNanos < 0 || score.LowNanos > score.ExpectedNanos || score.ExpectedNanos > score.HighNanos))
            {
                yield return "the band is out of order";
            }

            if (episode.IsOpen && !mayAlarm)
            {
                yield return "an alarm";
            }

            history.Add(bucket, nanos, episode.IsOpen ? BucketUse.SetAside : BucketUse.Learned);
        }
    }
}
