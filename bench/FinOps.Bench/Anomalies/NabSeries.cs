using System.Globalization;
using System.Text.Json;

namespace FinOps.Bench.Anomalies;

/// <summary>A window in which something anomalous is known to have happened, by the places of its first and last point.</summary>
internal readonly record struct NabWindow(int First, int Last)
{
    public int Width => Last - First + 1;
}

/// <summary>A labelled series in the layout of the Numenta Anomaly Benchmark.</summary>
/// <param name="Name">Its path below <c>data/</c>, with slashes.</param>
internal sealed record NabSeries(string Name, DateTime[] Times, double[] Values, NabWindow[] Windows)
{
    private const double ProbationShare = 0.15;
    private const int MostProbation = 750;

    /// <summary>The folder that the series lies in.</summary>
    public string Category => Path.GetDirectoryName(Name) is { Length: > 0 } folder ? folder.Replace('\\', '/') : ".";

    /// <summary>How many points at its begin are for learning only and not scored.</summary>
    public int Probation => (int)Math.Min(Math.Floor(ProbationShare * Values.Length), MostProbation);

    /// <summary>All series below a folder's <c>data/</c>, with the windows of <c>labels/combined_windows.json</c>, by name.</summary>
    public static IReadOnlyList<NabSeries> Load(string folder)
    {
        var labels = JsonSerializer.Deserialize<Dictionary<string, string[][]>>(File.ReadAllText(Path.Combine(folder, "labels", "combined_windows.json"))) ?? [];
        var data = Path.Combine(folder, "data");
        return [.. Directory.EnumerateFiles(data, "*.csv", SearchOption.AllDirectories)
            .Select(path => (path, Name: Path.GetRelativePath(data, path).Replace('\\', '/')))
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => Read(f.Name, f.path, labels.GetValueOrDefault(f.Name) ?? []))];
    }

    private static NabSeries Read(string name, string path, string[][] windows)
    {
        var (times, values) = (new List<DateTime>(), new List<double>());
        foreach (var line in File.ReadLines(path).Skip(1).Where(l => l.Length > 0))
        {
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            times.Add(Time(line[..comma]));
            values.Add(double.Parse(line.AsSpan(comma + 1), CultureInfo.InvariantCulture));
        }

        return new NabSeries(name, [.. times], [.. values], [.. windows.Select(w => Window(times, Time(w[0]), Time(w[1]))).Where(w => w.Width > 0).OrderBy(w => w.First)]);
    }

    private static NabWindow Window(List<DateTime> times, DateTime from, DateTime to) =>
        times.FindIndex(t => t >= from) is >= 0 and var first ? new NabWindow(first, times.FindLastIndex(t => t <= to)) : new NabWindow(0, -1);

    private static DateTime Time(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
