using FinOps.Core.Releases;

namespace FinOps.Tests.Releases;

/// <summary>Changes of a feature's models and of its cost per call, on invented days.</summary>
public sealed class QuietUpgradeDetectorTests
{
    private static readonly ReleaseOptions Options = new();

    [Fact]
    public void Find_OnASwitchOfModels_NamesItsFirstDayAndBothStates()
    {
        var days = Days(0, 20, "small", 100, 1_000).Concat(Days(20, 30, "large", 100, 7_000));

        var found = Assert.Single(QuietUpgradeDetector.Find(days, Options));

        Assert.Equal(20, found.FirstDay);
        Assert.True(found.IsModelChange);
        Assert.Equal(1.0, found.ModelShift);
        Assert.Equal(6.0, found.PriceShift!.Value, 9);
        Assert.Equal((13, 20, 700L, 1_000m), (found.Before.FromDay, found.Before.ToDay, found.Before.Calls, found.Before.CostPerCallNanos));
        Assert.Equal((20, 27, 700L, 7_000m), (found.After.FromDay, found.After.ToDay, found.After.Calls, found.After.CostPerCallNanos));

        // 6,000 nano-USD more a call, 100 calls a day, 30 days.
        Assert.Equal(18_000_000, found.EffectPerMonthNanos);
    }

    [Fact]
    public void Find_OnAPartOfTheCalls_FindsItFromTheThresholdOn()
    {
        var moved = Days(0, 20, "small", 100, 1_000).Concat(Days(20, 30, "small", 75, 1_000)).Concat(Days(20, 30, "other", 25, 1_000)).ToList();
        var nearly = Days(0, 20, "small", 100, 1_000).Concat(Days(20, 30, "small", 76, 1_000)).Concat(Days(20, 30, "other", 24, 1_000)).ToList();

        Assert.Equal(0.25, Assert.Single(QuietUpgradeDetector.Find(moved, Options)).ModelShift, 9);
        Assert.Empty(QuietUpgradeDetector.Find(nearly, Options));
    }

    [Fact]
    public void Find_OnACostPerCallAlone_IsNoModelChange()
    {
        var days = Days(0, 20, "small", 100, 1_000).Concat(Days(20, 30, "small", 100, 1_300));

        var found = Assert.Single(QuietUpgradeDetector.Find(days, Options));

        Assert.False(found.IsModelChange);
        Assert.Equal(0.3, found.PriceShift!.Value, 9);
    }

    [Fact]
    public void Find_OnASingleDay_IsSilent()
    {
        var days = Days(0, 30, "small", 100, 1_000).Where(d => d.Day != 15).Append(new ModelDay(15, "large", 100, 0, 700_000));

        Assert.Empty(QuietUpgradeDetector.Find(days, Options));
    }

    [Fact]
    public void Find_ThereAndBack_FindsBoth()
    {
        var days = Days(0, 15, "small", 100, 1_000).Concat(Days(15, 25, "large", 100, 7_000)).Concat(Days(25, 40, "small", 100, 1_000));

        var found = QuietUpgradeDetector.Find(days, Options);

        Assert.Equal([15, 25], found.Select(f => f.FirstDay));
        Assert.Equal(-18_000_000, found[1].EffectPerMonthNanos);
        Assert.All(found[0].After.Models, m => Assert.Equal("large", m.Model));
    }

    [Fact]
    public void Find_WithFewCalls_IsSilent()
    {
        var days = Days(0, 20, "small", 7, 1_000).Concat(Days(20, 30, "large", 7, 7_000)).ToList();

        Assert.Empty(QuietUpgradeDetector.Find(days, Options));
        Assert.Single(QuietUpgradeDetector.Find(days, new ReleaseOptions { MinCalls = 21 }));
    }

    [Fact]
    public void Find_OnCallsWithoutAPrice_HasNoEffect()
    {
        var days = Days(0, 20, "small", 100, 1_000).Concat(Enumerable.Range(20, 10).Select(d => new ModelDay(d, "mystery", 100, 100, 0)));

        var found = Assert.Single(QuietUpgradeDetector.Find(days, Options));

        Assert.Null(found.PriceShift);
        Assert.Null(found.EffectPerMonthNanos);
    }

    [Fact]
    public void Find_AcrossDaysWithoutCalls_ComparesTheDaysThatHaveSome()
    {
        var days = Days(0, 10, "small", 100, 1_000).Concat(Days(30, 40, "large", 100, 7_000));

        var found = Assert.Single(QuietUpgradeDetector.Find(days, Options));

        Assert.Equal((30, 7, 10), (found.FirstDay, found.Before.FromDay, found.Before.ToDay));
    }

    private static IEnumerable<ModelDay> Days(int from, int to, string model, long calls, long nanosPerCall) =>
        Enumerable.Range(from, to - from).Select(day => new ModelDay(day, model, calls, 0, calls * nanosPerCall));
}
