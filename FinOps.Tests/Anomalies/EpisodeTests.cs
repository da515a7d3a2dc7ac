using FinOps.Core.Anomalies;

namespace FinOps.Tests.Anomalies;

public sealed class EpisodeTests
{
    private const long Usd = 1_000_000_000;

    [Theory]
    [InlineData("5 5", "Opened Escalated")]
    [InlineData("5 0 5", "Opened None Escalated")]
    [InlineData("5 0 0 5", "Opened None None None")]
    [InlineData("3.5 3.5 3.5 3.5", "Opened None None None")]
    [InlineData("5 5 5 5", "Opened Escalated None None")]
    [InlineData("2.5 2.9 1", "None None None")]
    [InlineData("3.5 1 1 1 3.5", "Opened None None Closed Opened")]
    [InlineData("3.5 1 1 2.5 1 1 1", "Opened None None None None None Closed")]
    [InlineData("5 5 1 1 1 5 5", "Opened Escalated None None Closed Opened Escalated")]
    public void Hours_OpenOnceEscalateByTwoOfThreeAndCloseAfterThreeCalmOnes(string scores, string changes) =>
        Assert.Equal(changes, Changes(SeriesGrain.Hour, scores.Split(' ').Select(z => Score(double.Parse(z, System.Globalization.CultureInfo.InvariantCulture), 100))));

    [Theory]
    [InlineData("5", "Escalated")]
    [InlineData("3.5 5 5", "Opened Escalated None")]
    [InlineData("5 1 1 1", "Escalated None None Closed")]
    public void Days_EscalateAtOnce(string scores, string changes) =>
        Assert.Equal(changes, Changes(SeriesGrain.Day, scores.Split(' ').Select(z => Score(double.Parse(z, System.Globalization.CultureInfo.InvariantCulture), 100))));

    [Fact]
    public void Hours_CountMoneyTogether() =>
        Assert.Equal("None None Escalated", Changes(SeriesGrain.Hour, [Score(5, 2), Score(5, 2), Score(5, 2)]));

    [Fact]
    public void Hours_BelowTheLeastExcessTogether_AreNothing() =>
        Assert.Equal("None None None", Changes(SeriesGrain.Hour, [Score(9, 1), Score(9, 2), Score(9, 1)]));

    [Fact]
    public void Hours_BelowTwiceTheExpectation_OnlyAlert()
    {
        var score = new AnomalyScore(true, 190 * Usd, 100 * Usd, 0, 0, 9, 9);

        Assert.Equal("Opened None None", Changes(SeriesGrain.Hour, [score, score, score]));
    }

    [Fact]
    public void UnscoredBuckets_NeitherOpenNorCalm()
    {
        var unscored = AnomalyScore.InsufficientHistory(900 * Usd);

        Assert.Equal("None", Changes(SeriesGrain.Hour, [unscored]));
        Assert.Equal("Opened None None None None", Changes(SeriesGrain.Hour, [Score(3.5, 100), unscored, unscored, unscored, unscored]));
    }

    [Fact]
    public void JudgeHours_OfAnUnfinishedHour_SaysWhatItWouldBe()
    {
        var (episode, _) = default(Episode).Add(Score(5, 100), SeriesGrain.Hour, AnomalyRule.Default);

        Assert.Equal(AnomalyVerdict.Kill, episode.JudgeHours(Score(5, 100), AnomalyRule.Default));
        Assert.Equal(AnomalyVerdict.Alert, default(Episode).JudgeHours(Score(5, 100), AnomalyRule.Default));
    }

    private static AnomalyScore Score(double z, int excessUsd) => new(true, excessUsd * Usd, 0, 0, 0, z, z);

    private static string Changes(SeriesGrain grain, IEnumerable<AnomalyScore> scores)
    {
        var (episode, changes) = (default(Episode), new List<EpisodeChange>());
        foreach (var score in scores)
        {
            (episode, var change) = episode.Add(score, grain, AnomalyRule.Default);
            changes.Add(change);
        }

        return string.Join(' ', changes);
    }
}
