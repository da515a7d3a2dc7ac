using System.Runtime.InteropServices;

namespace FinOps.Bench.Anomalies;

/// <summary>The last so many values, kept in order, for medians and quantiles after every point.</summary>
internal sealed class OrderedWindow(int capacity)
{
    private readonly Queue<double> arrived = new();
    private readonly List<double> ordered = [];

    public int Count => ordered.Count;

    public double Median => Quantile(0.5);

    public void Add(double value)
    {
        arrived.Enqueue(value);
        var at = ordered.BinarySearch(value);
        ordered.Insert(at < 0 ? ~at : at, value);
        if (arrived.Count > capacity)
        {
            ordered.RemoveAt(ordered.BinarySearch(arrived.Dequeue()));
        }
    }

    /// <summary>The value below which a share of the window lies, interpolated; NaN when it is empty.</summary>
    public double Quantile(double share)
    {
        if (ordered.Count == 0)
        {
            return double.NaN;
        }

        var rank = share * (ordered.Count - 1);
        var below = (int)rank;
        var above = Math.Min(below + 1, ordered.Count - 1);
        return ordered[below] + ((rank - below) * (ordered[above] - ordered[below]));
    }

    /// <summary>The value at a share of the window, and how far the values from there on lie above it on average.</summary>
    public (double From, double MeanExcess) TailFrom(double share)
    {
        var first = Math.Min((int)(share * ordered.Count), ordered.Count - 1);
        var tail = CollectionsMarshal.AsSpan(ordered)[first..];
        double sum = 0;
        foreach (var value in tail)
        {
            sum += value - tail[0];
        }

        return (tail[0], sum / tail.Length);
    }
}
