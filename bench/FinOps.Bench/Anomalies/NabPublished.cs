using System.Globalization;

namespace FinOps.Bench.Anomalies;

/// <summary>Published scores per file, from <c>results/DETECTOR_PROFILE_scores.csv</c>, of the series that are there.</summary>
internal sealed class NabPublished
{
    private const string Ending = "_scores.csv";

    /// <summary>Published figures have twelve digits.</summary>
    private const double Digit = 1e-9;

    private readonly IReadOnlyList<(NabSeries Series, double Threshold, double Score)> files;

    private NabPublished(string path, string detector, NabProfile profile, IReadOnlyList<NabSeries> series)
    {
        (Detector, Profile) = (detector, profile);
        var byName = series.ToDictionary(s => s.Name);
        files = [.. from line in File.ReadLines(path).Skip(1)
                    let cells = line.Split(',')
                    where cells.Length > 4 && byName.ContainsKey(cells[2])
                    orderby cells[2]
                    select (byName[cells[2]], Number(cells[3]), Number(cells[4]))];
    }

    public string Detector { get; }

    public NabProfile Profile { get; }

    public static IReadOnlyList<NabPublished> Load(string folder, IReadOnlyList<NabSeries> series) => Directory.Exists(Path.Combine(folder, "results"))
        ? [.. from path in Directory.EnumerateFiles(Path.Combine(folder, "results"), "*" + Ending, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
              from profile in NabProfile.All
              let ending = $"_{profile.Name}{Ending}"
              where path.EndsWith(ending, StringComparison.Ordinal)
              let published = new NabPublished(path, Path.GetFileName(path)[..^ending.Length], profile, series)
              where published.files.Count > 0
              select published]
        : [];

    public NabPublishedLine Line() => new(
        Detector, Profile.Name, files.Count, Normalized(files), files.GroupBy(f => f.Series.Category).ToDictionary(g => g.Key, g => Normalized([.. g])));

    /// <summary>
    /// Scores each file with our scorer. The published threshold is rounded to twelve digits, which a detector whose scores crowd below 1 tells
    /// apart: the one of its scores within the rounding that reproduces the most is taken.
    /// </summary>
    public NabReproduction Compare(NabDetector ours)
    {
        var published = files[0].Threshold;
        var (threshold, perFile) = ours.Scores.Where(s => Math.Abs(s - published) <= 5e-13 * Math.Max(1, Math.Abs(published))).Append(published).Distinct()
            .Select(t => (t, Files: files.Select(f => new NabFile(f.Series.Name, f.Score, ours.RawOf(f.Series.Name, t, Profile))).ToList()))
            .MaxBy(t => t.Files.Count(IsEqual));
        return new NabReproduction(Detector, threshold, published, files.Count, perFile.Count(IsEqual), perFile);
    }

    private static bool IsEqual(NabFile file) => Math.Abs(file.Published - file.Ours) <= Digit;

    private double Normalized(IReadOnlyList<(NabSeries Series, double Threshold, double Score)> some) =>
        new NabResult(some.Sum(f => f.Score), some.Sum(f => f.Series.Windows.Length), 0, 0, 0, Profile).Normalized;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
