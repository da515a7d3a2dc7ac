using System.Globalization;

namespace FinOps.Bench.Anomalies;

/// <summary>What a detector makes of the series of a folder, or of all.</summary>
/// <param name="Score">From 0 to 100; without any window the raw sum, which is 0 at best.</param>
internal sealed record NabCategory(string Category, double Score, int Found, int Windows, int FalsePoints, int Points, double FalsePer10K)
{
    public static NabCategory Of(string name, NabResult result) =>
        new(name, result.Normalized, result.Found, result.Windows, result.FalsePoints, result.Points, result.FalsePer10K);
}

/// <summary>What a detector makes of all series at one threshold.</summary>
internal sealed record NabLine(string Detector, string Rule, string Profile, double Threshold, NabCategory All, IReadOnlyList<NabCategory> Categories);

/// <summary>A published scoreboard entry on the same series.</summary>
internal sealed record NabPublishedLine(string Detector, string Profile, int Files, double Score, IReadOnlyDictionary<string, double> Categories);

/// <summary>How far our scorer gives the published figure of each file.</summary>
/// <param name="Threshold">The one that reproduces most; published rounded.</param>
internal sealed record NabReproduction(string Detector, double Threshold, double PublishedThreshold, int Files, int Equal, IReadOnlyList<NabFile> PerFile);

internal sealed record NabFile(string File, double Published, double Ours);

/// <summary>All that a run found.</summary>
internal sealed record NabReport(
    string Folder, int Series, int Points, int Windows, IReadOnlyList<NabLine> Optimized, IReadOnlyList<NabLine> Fixed,
    IReadOnlyList<NabPublishedLine> Published, NabReproduction? Reproduction)
{
    public void Print(Action<string, string> say)
    {
        foreach (var line in Optimized.Concat(Fixed))
        {
            say($"{line.Detector}, {line.Rule}, {line.Profile}", $"{Text(line.All)}  threshold {line.Threshold.ToString("G6", CultureInfo.InvariantCulture)}");
            foreach (var category in line.Categories)
            {
                say($"  {category.Category}", Text(category));
            }
        }

        foreach (var line in Published)
        {
            say($"published {line.Detector}, {line.Profile}", $"{Figure(line.Score),7}  on {line.Files} files: {string.Join(", ", line.Categories.Select(c => $"{c.Key} {Figure(c.Value)}"))}");
        }

        if (Reproduction is { } reproduction)
        {
            say($"published {reproduction.Detector}, by our scorer", $"{reproduction.Equal} of {reproduction.Files} files equal at threshold {reproduction.Threshold.ToString("R", CultureInfo.InvariantCulture)} (published as {reproduction.PublishedThreshold})");
            foreach (var file in reproduction.PerFile)
            {
                say($"  {file.File}", $"published {file.Published.ToString("G12", CultureInfo.InvariantCulture)}, ours {file.Ours.ToString("G12", CultureInfo.InvariantCulture)}");
            }
        }
    }

    private static string Text(NabCategory c) => $"{Figure(c.Score),7}  windows {c.Found,3} of {c.Windows,3}  false points {c.FalsePoints,4} = {Figure(c.FalsePer10K),5} per 10,000";

    private static string Figure(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
