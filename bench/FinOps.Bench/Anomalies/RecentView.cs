namespace FinOps.Bench.Anomalies;

/// <summary>Distance from the mean of the last points in their standard deviations.</summary>
internal sealed class RecentView
{
    /// <summary>As many as the published Windowed Gaussian takes.</summary>
    private const int Size = 6_400;
    private const int Fewest = 18;

    private readonly Queue<double> window = new();
    private double sum;
    private double squares;

    public double Next(double value)
    {
        var mean = sum / Math.Max(1, window.Count);
        var deviation = Math.Sqrt(Math.Max(0, (squares / Math.Max(1, window.Count)) - (mean * mean)));
        var z = window.Count < Fewest ? 0 : (value - mean) / Math.Max(deviation, 1e-9 + (1e-6 * Math.Abs(mean)));
        window.Enqueue(value);
        (sum, squares) = (sum + value, squares + (value * value));
        if (window.Count > Size)
        {
            var old = window.Dequeue();
            (sum, squares) = (sum - old, squares - (old * old));
        }

        return z;
    }
}
