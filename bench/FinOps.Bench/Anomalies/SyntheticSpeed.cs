using System.Diagnostics;
using FinOps.Core.Anomalies;

namespace FinOps.Bench.Anomalies;

/// <summary>How long one core takes to learn a full window and to score a bucket.</summary>
internal static class SyntheticSpeed
{
    private const int Learnings = 4_000;
    private const int ScoresPerLearning = 24;

    /// <summary>Microseconds per learning and per score.</summary>
    public static (double LearnMicros, double ScoreMicros) Measure(IAnomalyDetector detector)
    {
        var histories = Enumerable.Range(1, 16).Select(seed => History(detector, new Random(seed))).ToArray();
        Run(detector, histories, Learnings / 4);
        return Run(detector, histories, Learnings);
    }

    private static (double LearnMicros, double ScoreMicros) Run(IAnomalyDetector detector, SeriesHistory[] histories, int learnings)
    {
        var (learning, scoring, scored) = (new Stopwatch(), new Stopwatch(), 0);
        for (var i = 0; i < learnings; i++)
        {
            var history = histories[i % histories.Length];
            learning.Start();
            var baseline = detector.Learn(history);
            learning.Stop();
            scoring.Start();
            for (var k = 0; k < ScoresPerLearning; k++)
            {
                scored += baseline.Score(history.End + k, (1 + k) * 10_000_000_000L).IsScored ? 1 : 0;
            }

            scoring.Stop();
        }

        return scored == 0 ? (0, 0) : (learning.Elapsed.TotalMicroseconds / learnings, scoring.Elapsed.TotalMicroseconds / scored);
    }

    private static SeriesHistory History(IAnomalyDetector detector, Random random)
    {
        var history = new SeriesHistory(detector.WindowBuckets);
        for (var i = 0; i < detector.WindowBuckets; i++)
        {
            history.Add((20_000 * 24) + i, Draws.Nanos(20 * Math.Exp(0.5 * Draws.Normal(random))));
        }

        return history;
    }
}
