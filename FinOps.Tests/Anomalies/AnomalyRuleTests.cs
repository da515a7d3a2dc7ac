using FinOps.Core.Anomalies;

namespace FinOps.Tests.Anomalies;

public sealed class AnomalyRuleTests
{
    private const long Usd = 1_000_000_000;

    [Theory]
    [InlineData(3.0, 100, 10, AnomalyVerdict.Normal)]
    [InlineData(3.1, 100, 10, AnomalyVerdict.Alert)]
    [InlineData(4.0, 100, 10, AnomalyVerdict.Alert)]
    [InlineData(4.1, 100, 10, AnomalyVerdict.Kill)]
    [InlineData(9.0, 14, 10, AnomalyVerdict.Normal)]
    [InlineData(9.0, 15, 10, AnomalyVerdict.Alert)]
    [InlineData(9.0, 20, 10, AnomalyVerdict.Kill)]
    [InlineData(9.0, 5, 0, AnomalyVerdict.Kill)]
    [InlineData(-9.0, 0, 100, AnomalyVerdict.Normal)]
    [InlineData(double.NaN, 100, 10, AnomalyVerdict.Normal)]
    public void Judge_AsksForScoreAndMoney(double z, int spentUsd, int expectedUsd, AnomalyVerdict verdict) =>
        Assert.Equal(verdict, AnomalyRule.Default.Judge(new AnomalyScore(true, spentUsd * Usd, expectedUsd * Usd, 0, 0, z, z)));

    [Fact]
    public void Judge_WithoutScore_SaysThatThePastIsTooShort() =>
        Assert.Equal(AnomalyVerdict.InsufficientHistory, AnomalyRule.Default.Judge(AnomalyScore.InsufficientHistory(900 * Usd)));

    [Fact]
    public void Judge_OfTheLargestFigures_DoesNotOverflow() =>
        Assert.Equal(AnomalyVerdict.Alert, new AnomalyRule(KillExcessPercent: int.MaxValue).Judge(new AnomalyScore(true, long.MaxValue, long.MaxValue / 2, 0, 0, 9, 9)));
}
