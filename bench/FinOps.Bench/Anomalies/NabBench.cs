using System.Globalization;
using System.Text.Json;

namespace FinOps.Bench.Anomalies;

/// <summary>Runs detectors over labelled series and prints what they score, as a table and as JSON.</summary>
internal sealed class NabBench(string folder)
{
    private const double AlertZ = 3;
    private const double KillZ = 4;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly IReadOnlyList<NabSeries> series = NabSeries.Load(folder);

    public int Run(string? json, Action<string, string> say)
    {
        say("series", $"{series.Count:N0}, {series.Sum(s => s.Values.Length):N0} points, {series.Sum(s => s.Windows.Length):N0} windows");
        if (series.Count == 0)
        {
            return 2;
        }

        var gaussian = new NabDetector("Windowed Gaussian", series, WindowedGaussian.Score);
        var ours = new NabDetector("ours", series, StreamDetector.Score);
        var report = new NabReport(folder, series.Count, series.Sum(s => s.Values.Length), series.Sum(s => s.Windows.Length),
            [.. NabProfile.All.SelectMany(p => new[] { ours, gaussian }.Select(d => d.Optimized(p)))],
            [ours.Fixed("alert, z_eq > 3", AlertZ), ours.Fixed("kill, z_eq > 4", KillZ)],
            [.. NabPublished.Load(folder, series).Select(p => p.Line())],
            NabPublished.Load(folder, series).FirstOrDefault(p => p.Detector == "windowedGaussian")?.Compare(gaussian));
        report.Print(say);
        if (json is not null)
        {
            File.WriteAllText(json, JsonSerializer.Serialize(report, Json) + "\n");
        }

        return 0;
    }

    public static string Figure(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}

/// <summary>The scores of one detector over all series.</summary>
internal sealed class NabDetector
{
    private readonly List<(NabSeries Series, List<NabPoint> Points)> scored = [];

    public NabDetector(string name, IReadOnlyList<NabSeries> series, Func<NabSeries, double[]> score)
    {
        Name = name;
        var windows = 0;
        foreach (var one in series)
        {
            scored.Add((one, [.. NabScore.Points(one, score(one), windows)]));
            windows += one.Windows.Length;
        }
    }

    public string Name { get; }

    /// <summary>The scores of all points.</summary>
    public IEnumerable<double> Scores => scored.SelectMany(s => s.Points).Select(p => p.Score);

    /// <summary>At the threshold that is best over all series, as scoreboards do it.</summary>
    public NabLine Optimized(NabProfile profile) =>
        LineAt("optimized", NabScore.BestThreshold([.. scored.SelectMany(s => s.Points)], scored.Sum(s => s.Series.Windows.Length), profile), profile);

    /// <summary>At a rule of the product: above a z_eq, whatever the series.</summary>
    public NabLine Fixed(string rule, double z) => LineAt(rule, Math.BitIncrement(z), NabProfile.Standard);

    /// <summary>Of one series.</summary>
    public double RawOf(string name, double threshold, NabProfile profile) =>
        scored.Where(s => s.Series.Name == name).Select(s => NabScore.At(s.Points, s.Series.Windows.Length, threshold, profile).Raw).Single();

    private NabLine LineAt(string rule, double threshold, NabProfile profile) => new(
        Name, rule, profile.Name, threshold, NabCategory.Of("all", At(scored, threshold, profile)),
        [.. scored.GroupBy(s => s.Series.Category).Select(g => NabCategory.Of(g.Key, At([.. g], threshold, profile)))]);

    private static NabResult At(List<(NabSeries Series, List<NabPoint> Points)> some, double threshold, NabProfile profile) =>
        NabScore.At([.. some.SelectMany(s => s.Points)], some.Sum(s => s.Series.Windows.Length), threshold, profile);
}
