namespace FinOps.Bench.Anomalies;

/// <summary>What a false point costs and a missed window, in windows found at once.</summary>
internal sealed record NabProfile(string Name, double FalsePoint, double MissedWindow)
{
    public static readonly NabProfile Standard = new("standard", 0.11, 1);

    public static readonly IReadOnlyList<NabProfile> All = [Standard, new("reward_low_FP_rate", 0.22, 1), new("reward_low_FN_rate", 0.11, 2)];
}

/// <summary>A scored point: what the detector said, what saying so is worth before weights, and the window it lies in.</summary>
/// <param name="Window">The window, counted over all series; negative outside of all.</param>
internal readonly record struct NabPoint(double Score, double Worth, int Window);

/// <summary>What a detector makes of some series at a threshold.</summary>
/// <param name="Raw">The sum of what its detections are worth, less its misses.</param>
internal readonly record struct NabResult(double Raw, int Windows, int Found, int FalsePoints, int Points, NabProfile Profile)
{
    /// <summary>From 0 for saying nothing at all to 100 for every window at once and nothing else. Without any window: the raw sum.</summary>
    public double Normalized => Windows == 0 ? Raw : 100 * (Raw + (Windows * Profile.MissedWindow)) / (Windows * (1 + Profile.MissedWindow));

    public double FalsePer10K => Points == 0 ? 0 : FalsePoints * 10_000.0 / Points;
}

/// <summary>
/// The scoring of the Numenta Anomaly Benchmark. In a window the earliest detection counts, the more the earlier; a detection outside costs, less
/// when it comes shortly after a window; a window without any costs.
/// </summary>
internal static class NabScore
{
    /// <summary>The points of a series that are scored, in order.</summary>
    /// <param name="firstWindow">The number of its first window over all series.</param>
    public static IEnumerable<NabPoint> Points(NabSeries series, double[] scores, int firstWindow)
    {
        var next = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            next += next < series.Windows.Length && i > series.Windows[next].Last ? 1 : 0;
            var inside = next < series.Windows.Length && i >= series.Windows[next].First;
            var worth = inside ? Early(series.Windows[next], i) : next == 0 ? -1 : Late(series.Windows[next - 1], i);
            if (i >= series.Probation)
            {
                yield return new NabPoint(scores[i], worth, inside ? firstWindow + next : -1);
            }
        }
    }

    public static NabResult At(IReadOnlyCollection<NabPoint> points, int windows, double threshold, NabProfile profile)
    {
        var best = new Dictionary<int, double>();
        var (raw, wrong) = (0.0, 0);
        foreach (var point in points.Where(p => p.Score >= threshold))
        {
            if (point.Window < 0)
            {
                (raw, wrong) = (raw + (point.Worth * profile.FalsePoint), wrong + 1);
            }
            else
            {
                best[point.Window] = Math.Max(best.GetValueOrDefault(point.Window, double.MinValue), point.Worth);
            }
        }

        return new NabResult(raw + best.Values.Sum() - ((windows - best.Count) * profile.MissedWindow), windows, best.Count, wrong, points.Count, profile);
    }

    /// <summary>The threshold with the highest score over all points, as scoreboards choose it.</summary>
    public static double BestThreshold(IReadOnlyCollection<NabPoint> points, int windows, NabProfile profile)
    {
        var found = new Dictionary<int, double>();
        var raw = -windows * profile.MissedWindow;
        var (best, threshold) = (raw, double.PositiveInfinity);
        foreach (var same in points.GroupBy(p => p.Score).OrderByDescending(g => g.Key))
        {
            foreach (var point in same)
            {
                raw += Gain(found, point, profile);
            }

            (best, threshold) = raw > best ? (raw, same.Key) : (best, threshold);
        }

        return threshold;
    }

    private static double Gain(Dictionary<int, double> found, NabPoint point, NabProfile profile)
    {
        if (point.Window < 0)
        {
            return point.Worth * profile.FalsePoint;
        }

        var before = found.TryGetValue(point.Window, out var known) ? known : -profile.MissedWindow;
        if (found.ContainsKey(point.Window) && point.Worth <= before)
        {
            return 0;
        }

        found[point.Window] = point.Worth;
        return point.Worth - before;
    }

    private static double Early(NabWindow window, int at) => Sigmoid(-(window.Last - at + 1) / (double)window.Width) / Sigmoid(-1);

    private static double Late(NabWindow window, int at) => Sigmoid((at - window.Last) / (double)(window.Width - 1));

    private static double Sigmoid(double position) => position > 3 ? -1 : (2 / (1 + Math.Exp(5 * position))) - 1;
}
