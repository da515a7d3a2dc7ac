using FinOps.Core.Anomalies;

namespace FinOps.Bench.Anomalies;

/// <summary>
/// Says how unusual a score is among the scores of its own past: beyond the highest of a hundred, their logarithms fall off like an exponential
/// whose rate is learned (peaks over threshold). A series that often has wild values must be much wilder to be called so.
/// </summary>
internal sealed class LearnedTail
{
    private const double Share = 0.99;

    /// <summary>Fewer scores than this say nothing about one of a hundred.</summary>
    private const int Fewest = 200;
    private const int Most = 100_000;

    /// <summary>A past without any wild value does not make the next one impossible.</summary>
    private const double LeastExcess = 0.02;

    private readonly OrderedWindow past = new(Most);

    /// <summary>The score on the scale of a normal distribution, zero for those that are not among the highest of a hundred; then learns it.</summary>
    public double Next(double raw)
    {
        var size = Math.Log(1 + Math.Abs(raw));
        var z = past.Count < Fewest ? 0 : Score(size);
        past.Add(size);
        return z;
    }

    private double Score(double size)
    {
        var (from, excess) = past.TailFrom(Share);
        return size <= from ? 0 : Robust.FromTail((1 - Share) * Math.Exp((from - size) / Math.Max(excess, LeastExcess)));
    }
}
