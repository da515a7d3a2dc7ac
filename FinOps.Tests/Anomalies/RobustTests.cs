using FinOps.Core.Anomalies;
using FsCheck.Xunit;

namespace FinOps.Tests.Anomalies;

public sealed class RobustTests
{
    [Property(MaxTest = 300)]
    public bool Quantile_IsThatOfOrderedValues(int[] values, byte share)
    {
        if (values.Length == 0)
        {
            return double.IsNaN(Robust.Median([]));
        }

        var ordered = values.Concat(values).Concat(values).Select(v => (double)v).Order().ToArray();
        var rank = share / 255.0 * (ordered.Length - 1);
        var (below, above) = (ordered[(int)rank], ordered[Math.Min((int)rank + 1, ordered.Length - 1)]);
        var shuffled = ordered.ToArray();
        new Random(share).Shuffle(shuffled);
        return Math.Abs(Robust.Quantile(shuffled, share / 255.0) - (below + ((rank - (int)rank) * (above - below)))) < 1e-6;
    }

    [Fact]
    public void Center_IsNotMovedByAWildValue()
    {
        double[] values = [9, 10, 11, 10, 9, 11, 10, 1_000_000];

        Assert.InRange(Robust.Center(values, 1), 9.9, 10.1);
    }

    [Fact]
    public void Center_OfValuesNearEachOther_IsAboutTheirMean()
    {
        double[] values = [9, 9.5, 10, 11, 12];

        Assert.Equal(10.3, Robust.Center(values, 10), 0.02);
    }

    [Fact]
    public void Sigma_OfPlainValues_IsTheStandardDeviationForWhatWasEstimated()
    {
        double[] values = [1, -1, 1, -1, 2, -2, 2, -2];

        Assert.Equal(Math.Sqrt(20.0 / 6), Robust.Sigma(values, 2), 9);
    }

    [Fact]
    public void Sigma_PullsAWildValueIn()
    {
        double[] values = [1, -1, 1, -1, 1, -1, 1, 1_000];

        Assert.Equal(Math.Sqrt((7 + (9 * 1.4826 * 1.4826)) / 8), Robust.Sigma(values, 0), 9);
    }

    /// <summary>Upper 5 % and 0.1 % points as tables print them.</summary>
    [Theory]
    [InlineData(1.812, 10, 1.6449)]
    [InlineData(4.144, 10, 3.0902)]
    [InlineData(-1.671, 60, -1.6449)]
    public void FromStudent_IsAsRareOnTheNormalScale(double t, double freedom, double z) => Assert.Equal(z, Robust.FromStudent(t, freedom), 0.001);

    [Theory]
    [InlineData(1e200)]
    [InlineData(double.PositiveInfinity)]
    public void FromStudent_OfTheUnheardOf_IsTheLimit(double t)
    {
        Assert.Equal(Robust.Limit, Robust.FromStudent(t, 400));
        Assert.Equal(-Robust.Limit, Robust.FromStudent(-t, 400));
    }
}
