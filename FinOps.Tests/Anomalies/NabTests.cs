using FinOps.Bench.Anomalies;

namespace FinOps.Tests.Anomalies;

public sealed class NabTests
{
    private const string Labels = "nab/labels/combined_windows.json";

    [SharedDataFact(Labels)]
    public void Scorer_OnTheWindowedGaussian_GivesThePublishedFigureOfEveryFile()
    {
        var series = Load();

        var compared = NabPublished.Load(Folder, series).Single(p => p.Detector == "windowedGaussian").Compare(new NabDetector("gaussian", series, WindowedGaussian.Score));

        Assert.Equal((series.Count, series.Count), (compared.Files, compared.Equal));
    }

    [SharedDataFact(Labels)]
    public void Ours_IsAboveRandomCutForestAndRarelyKillsInError()
    {
        var series = Load();
        var ours = new NabDetector("ours", series, StreamDetector.Score);
        var forest = NabPublished.Load(Folder, series).Single(p => p.Detector == "randomCutForest").Line();

        var (best, kill, alert) = (ours.Optimized(NabProfile.Standard), ours.Fixed("kill", 4), ours.Fixed("alert", 3));

        Assert.Equal(series.Count, forest.Files);
        Assert.True(best.All.Score > forest.Score, $"{best.All} {forest.Score}");
        Assert.True(kill.All.FalsePer10K <= 0.5, $"{kill.All}");
        Assert.True(alert.All.Score >= 45, $"{alert.All}");
    }

    [Fact]
    public void Score_OfNothingIsZeroAndOfTheFirstPointOfAWindowIsAHundred()
    {
        var series = Series(1_000, new NabWindow(500, 599));

        Assert.Equal(0, At(series, []).Normalized, 9);
        Assert.Equal(100, At(series, [500]).Normalized, 9);
        Assert.Equal(100, At(series, [500, 550]).Normalized, 9);
    }

    [Fact]
    public void Score_OfALateDetectionAndOfFalsePoints_IsLess()
    {
        var series = Series(1_000, new NabWindow(500, 599));

        var worth = ((2 / (1 + Math.Exp(-5 * 0.5))) - 1) / ((2 / (1 + Math.Exp(-5))) - 1);
        Assert.Equal(50 * (1 + worth), At(series, [550]).Normalized, 9);
        Assert.Equal(100 - (50 * 0.11), At(series, [300, 500]).Normalized, 9);
        Assert.Equal(100, At(series, [100, 500]).Normalized, 9);
        Assert.Equal(100 - (50 * 0.11 * (1 - (2 / (1 + Math.Exp(5 * 99 / 99.0))))), At(series, [500, 698]).Normalized, 9);
    }

    [Fact]
    public void BestThreshold_KeepsWhatGains()
    {
        var series = Series(1_000, new NabWindow(500, 599));
        var scores = new double[1_000];
        (scores[510], scores[300], scores[301], scores[520]) = (5, 4, 4, 3);
        var points = NabScore.Points(series, scores, 0).ToList();

        Assert.Equal(5, NabScore.BestThreshold(points, 1, NabProfile.Standard));
    }

    private static string Folder => Path.GetDirectoryName(Path.GetDirectoryName(SharedData.Find(Labels)!))!;

    private static IReadOnlyList<NabSeries> Load() => NabSeries.Load(Folder);

    private static NabSeries Series(int count, params NabWindow[] windows) => new(
        "folder/one.csv", [.. Enumerable.Range(0, count).Select(i => DateTime.UnixEpoch.AddMinutes(5 * i))], new double[count], windows);

    private static NabResult At(NabSeries series, int[] detections)
    {
        var scores = new double[series.Values.Length];
        foreach (var at in detections)
        {
            scores[at] = 1;
        }

        return NabScore.At([.. NabScore.Points(series, scores, 0)], series.Windows.Length, 1, NabProfile.Standard);
    }
}
