using FinOps.Core.Margins;
using FinOps.Core.Tenants;

namespace FinOps.Tests.Margins;

public sealed class MarginFiguresTests
{
    private const long Usd = 1_000_000_000;

    [Theory]
    [InlineData(100, 81, MarginStanding.UnderTheLine)]
    [InlineData(100, 80, MarginStanding.Healthy)]
    [InlineData(100, 100, MarginStanding.UnderTheLine)]
    [InlineData(100, 101, MarginStanding.Unprofitable)]
    public void Standing_FollowsTheLine(long revenue, long cost, MarginStanding expected) => Assert.Equal(expected, Margin("a", "pro", revenue * Usd, cost * Usd).Standing);

    [Fact]
    public void NeededRevenue_IsWhatReachesTheLine()
    {
        var margin = Margin("a", "pro", 0, 80 * Usd);
        Assert.Equal(100 * Usd, margin.NeededRevenueNanos);
        Assert.Equal(margin.Line, (margin with { Revenue = new(margin.NeededRevenueNanos, 0, 0, 30, 0, false) }).GrossMargin);
    }

    [Fact]
    public void Lines_OfTiers_BeatTheGeneralOne()
    {
        var lines = new RedLines(new MarginOptions { RedLinePercent = 15, TierRedLines = "free=-100, enterprise = 40" });
        Assert.Equal((0.15m, -1m, 0.4m), (lines.Of("pro"), lines.Of("free"), lines.Of("enterprise")));
        Assert.Single(new MarginOptions { TierRedLines = "free=-100,pro" }.Validate(new(this)));
        Assert.Single(new MarginOptions { TierRedLines = "pro=96" }.Validate(new(this)));
    }

    [Fact]
    public void Tiers_ThatLose_AreCarriedByThoseThatEarn()
    {
        var view = TierView.Of(
            [
                Margin("a", "free", 0, 30 * Usd), Margin("b", "pro", 100 * Usd, 40 * Usd), Margin("c", "pro", 10 * Usd, 20 * Usd),
                Margin("d", "enterprise", 300 * Usd, 200 * Usd), Unknown("e", "pro", 7 * Usd),
            ],
            [new Tier { Key = "free", Name = "Free", Rank = 1 }, new Tier { Key = "pro", Name = "Pro", Rank = 2 }, new Tier { Key = "enterprise", Name = "Enterprise", Rank = 3 }]);

        Assert.Equal(["free", "pro", "enterprise"], view.Tiers.Select(t => t.Key));
        Assert.Equal([-30 * Usd, 50 * Usd, 100 * Usd], view.Tiers.Select(t => t.MarginNanos));
        Assert.Equal((10 * Usd, 1, 7 * Usd), (view.Tiers[1].LossNanos, view.Tiers[1].WithoutTerms, view.Tiers[1].CostWithoutTermsNanos));
        Assert.Equal([("pro", "free", 10 * Usd), ("enterprise", "free", 20 * Usd)], view.Subsidies.Select(s => (s.From, s.To, s.Nanos)));
        Assert.Equal((0.2m, 0), (view.Ratio, view.UncoveredNanos));
    }

    [Fact]
    public void Tiers_ThatEarnLessThanOthersLose_LeaveTheRestUncovered()
    {
        var view = TierView.Of([Margin("a", "free", 0, 30 * Usd), Margin("b", "pro", 10 * Usd, 0), Margin("c", "trial", 0, 10 * Usd)], []);
        Assert.Equal([("pro", "free", 7_500_000_000), ("pro", "trial", 2_500_000_000)], view.Subsidies.Select(s => (s.From, s.To, s.Nanos)));
        Assert.Equal((4m, 30 * Usd), (view.Ratio, view.UncoveredNanos));
        Assert.Null(TierView.Of([Margin("a", "free", 0, 1)], []).Ratio);
    }

    internal static TenantMargin Margin(string key, string tier, long revenue, long cost, long? fee = null) =>
        new(new TenantRow(1, key, new Tenant { Tier = tier }, null, null, fee), new RevenueSum(revenue, 0, 0, 30, 0, false), cost, 1, 0, 0.2m);

    private static TenantMargin Unknown(string key, string tier, long cost) => new(new TenantRow(1, key, new Tenant { Tier = tier }, null, null, null), default, cost, 1, 0, 0.2m);
}
