using MathNet.Numerics;

namespace FinOps.Bench.Anomalies;

/// <summary>
/// A baseline whose scores are published: how improbable a value is for a normal distribution with mean and deviation of the last 6,400 values,
/// brought up to date every hundred.
/// </summary>
internal sealed class WindowedGaussian
{
    private const int Size = 6_400;
    private const int Step = 100;

    /// <summary>√2, as the published detector has it.</summary>
    private const double Root2 = 1.4142;
    private const double LeastDeviation = 0.000001;

    private readonly List<double> window = [];
    private readonly List<double> waiting = [];
    private double mean;
    private double deviation = 1;

    public static double[] Score(NabSeries series)
    {
        var detector = new WindowedGaussian();
        return [.. series.Values.Select(detector.Next)];
    }

    private double Next(double value)
    {
        var score = window.Count > 0 ? 1 - (0.5 * SpecialFunctions.Erfc(Math.Abs(value - mean) / deviation / Root2)) : 0;
        if (window.Count < Size)
        {
            window.Add(value);
            Learn();
            return score;
        }

        waiting.Add(value);
        if (waiting.Count == Step)
        {
            window.RemoveRange(0, Step);
            window.AddRange(waiting);
            waiting.Clear();
            Learn();
        }

        return score;
    }

    private void Learn()
    {
        mean = window.Sum() / window.Count;
        var squares = window.Sum(v => (v - mean) * (v - mean));
        deviation = Math.Sqrt(squares / window.Count) is > 0 and var found ? found : LeastDeviation;
    }
}
