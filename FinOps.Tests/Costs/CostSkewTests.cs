using FinOps.Core.Costs;

namespace FinOps.Tests.Costs;

/// <summary>Shares of the dearest members and the Lorenz curve, worked out by hand.</summary>
public sealed class CostSkewTests
{
    [Fact]
    public void ShareOfTop_OfTenMembers_RoundsTheCountUp()
    {
        var skew = CostSkew.Of([10, 50, 5, 5, 5, 5, 5, 5, 5, 5]);

        Assert.Equal((10, 100), (skew.Members, skew.TotalNanos));
        Assert.Equal((1, 0.5), (skew.CountOfTop(1), skew.ShareOfTop(1)));
        Assert.Equal((1, 0.5), (skew.CountOfTop(10), skew.ShareOfTop(10)));
        Assert.Equal((2, 0.6), (skew.CountOfTop(11), skew.ShareOfTop(11)));
        Assert.Equal(1.0, skew.ShareOfTop(100));
    }

    [Fact]
    public void Lorenz_OfFourMembers_AddsUpFromTheCheapest()
    {
        LorenzPoint[] expected = [new(0, 0), new(0.25, 0.1), new(0.5, 0.2), new(0.75, 0.4), new(1, 1)];

        Assert.Equal(expected, CostSkew.Of([20, 60, 10, 10]).Lorenz());
    }

    [Fact]
    public void Lorenz_OfManyMembers_HasAHundredStepsAndEndsAtOne()
    {
        var points = CostSkew.Of(Enumerable.Range(1, 8_003).Select(i => (long)i)).Lorenz();

        Assert.Equal(101, points.Count);
        Assert.Equal(new LorenzPoint(1, 1), points[^1]);
        Assert.Equal(0.25, points[50].Cost, 0.001);
        Assert.Equal(points.OrderBy(p => p.Cost), points);
    }

    [Fact]
    public void Skew_WithoutCost_HasNoShares()
    {
        Assert.Null(CostSkew.Of([]).ShareOfTop(1));
        Assert.Null(CostSkew.Of([0, 0]).ShareOfTop(10));
        Assert.Empty(CostSkew.Of([0, 0]).Lorenz());
        Assert.Equal(0, CostSkew.Of([]).CountOfTop(5));
    }
}
