using Bunit;
using FinOps.Core.Costs;
using FinOps.Tests.Shell;
using FinOps.Web.Costs;

namespace FinOps.Tests.Costs;

public sealed class CostTextTests : ShellContext
{
    [Theory]
    [InlineData(112.4, 100, "▲ 12.4 % more", "bad")]
    [InlineData(80, 100, "▼ 20.0 % less", "good")]
    [InlineData(104, 100, "▲ 4.0 % more", "muted")]
    [InlineData(100, 100, "unchanged", "muted")]
    [InlineData(5, 0, "new", "muted")]
    [InlineData(0, 0, "no change", "muted")]
    [InlineData(5_000, 100, "▲ over 10× more", "bad")]
    public void Change_IsSaidInWordsAndColor(double now, double before, string text, string tone)
    {
        var change = Render<ChangeText>(p => p.Add(c => c.Now, (decimal)now).Add(c => c.Before, (decimal)before));

        Assert.Equal(text, change.Find(".change").TextContent);
        Assert.Contains(tone, change.Find(".change").ClassList);
    }

    [Fact]
    public void Money_ShowsAFittingFigureAndKeepsTheExactOne()
    {
        var money = Render<MoneyText>(p => p.Add(m => m.Nanos, 48_213_000_000_013));

        Assert.Equal("$48.2k", money.Find("span").TextContent);
        Assert.Equal("$48,213.000000013", money.Find("span").GetAttribute("title"));
    }

    [Fact]
    public void Coverage_WithSomethingMissing_SaysSoBesideTheTotals()
    {
        var total = new CostMeasures { Requests = 100_000, UnpricedRequests = 1, UnattributedRequests = 10_000, UnsplitRequests = 0 };

        var strip = Render<CoverageStrip>(p => p.Add(c => c.Total, total).Add(c => c.AsOfUtc, new DateTime(2026, 11, 22, 9, 10, 32, DateTimeKind.Utc)));

        Assert.Contains("As of 09:10:32 UTC", strip.Markup, StringComparison.Ordinal);
        Assert.Contains("Priced 99.9 %", strip.Markup, StringComparison.Ordinal);
        Assert.Equal("Attributed 90.0 %", strip.Find(".warn").TextContent);
        Assert.Contains("Layers split 100 %", strip.Markup, StringComparison.Ordinal);
    }
}
