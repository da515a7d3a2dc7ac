using FinOps.Core.Costs;
using FinOps.Core.Efficiency;
using FinOps.Core.Releases;

namespace FinOps.Tests.Efficiency;

/// <summary>Each piece of advice with the saving worked out by hand.</summary>
public sealed class EfficiencyAdvisorTests
{
    private const long Dollar = 1_000_000_000;

    [Fact]
    public void For_FailedAttempts_IsWorthWhatTheyCost()
    {
        var advice = Assert.Single(EfficiencyAdvisor.For(Line(new CostMeasures { Requests = 100, Retries = 9, OutputCostNanos = 100 * Dollar, WasteCostNanos = 7 * Dollar }), 30));

        Assert.Equal((AdviceKind.FixRetries, 7 * Dollar), (advice.Kind, advice.EffectNanos));
        Assert.Contains("9 retries", advice.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void For_LittleWaste_SaysNothing() =>
        Assert.Empty(EfficiencyAdvisor.For(Line(new CostMeasures { Requests = 100, OutputCostNanos = 101 * Dollar, WasteCostNanos = Dollar }), 30));

    [Fact]
    public void For_PromptsThatAreRarelyCached_IsWorthTheDifferenceOfBothRates()
    {
        // 800 of 1,000 tokens plain at $1 each, 200 cached at $0.10 each, 900 of prompt: 630 could be cached, 430 more.
        var measures = new CostMeasures { Requests = 1, InputTokens = 1_000, CacheReadTokens = 200, PromptTokens = 900, InputCostNanos = 800 * Dollar, CacheReadCostNanos = 20 * Dollar };

        var advice = Assert.Single(EfficiencyAdvisor.For(Line(measures), 30));

        Assert.Equal((AdviceKind.CachePrompts, 387 * Dollar), (advice.Kind, advice.EffectNanos));
    }

    [Fact]
    public void For_FeaturesThatNeverReadFromACache_GuessesNoRate() =>
        Assert.Empty(EfficiencyAdvisor.For(Line(new CostMeasures { Requests = 1, InputTokens = 1_000, PromptTokens = 900, InputCostNanos = 1_000 * Dollar }), 30));

    [Fact]
    public void For_GrowingPrompts_IsWorthWhatTheGrowthCosts()
    {
        // 100 calls with 300 tokens more than eight weeks ago, at $2 a token.
        var line = Line(new CostMeasures { Requests = 100, InputTokens = 100_000, InputCostNanos = 200_000 * Dollar }) with { Growth = new PromptGrowth(1_000, 800, 1_100, 0.05, "prompt") };

        var advice = Assert.Single(EfficiencyAdvisor.For(line, 30));

        Assert.Equal((AdviceKind.TrimPrompts, 60_000 * Dollar), (advice.Kind, advice.EffectNanos));
        Assert.Contains("most of it prompt", advice.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void For_AnOpenUpgrade_IsWorthItsEffectInThePeriod()
    {
        var mix = new UsageMix(0, 7, 7, 700, 0, 7 * Dollar, []);
        var finding = new UpgradeFinding(20_000, mix, mix with { CostNanos = 14 * Dollar }, 1, 1.0) { IsModelChange = true };
        var line = Line(new CostMeasures { Requests = 100, OutputCostNanos = 1_000 * Dollar }) with { Upgrade = new QuietUpgrade("chat", finding, null, null) };

        // $1 a day more, seven days.
        var advice = Assert.Single(EfficiencyAdvisor.For(line, 7));

        Assert.Equal((AdviceKind.ExplainUpgrade, 7 * Dollar), (advice.Kind, advice.EffectNanos));
        Assert.Empty(EfficiencyAdvisor.For(line with { Upgrade = line.Upgrade! with { Release = new Release() } }, 7));
    }

    [Fact]
    public void For_Several_PutsTheLargestFirst()
    {
        var line = Line(new CostMeasures { Requests = 100, Retries = 1, InputTokens = 100_000, InputCostNanos = 200_000 * Dollar, WasteCostNanos = 100_000 * Dollar })
            with { Growth = new PromptGrowth(1_000, 800, 1_100, 0.05, "prompt") };

        Assert.Equal([AdviceKind.FixRetries, AdviceKind.TrimPrompts], EfficiencyAdvisor.For(line, 30).Select(a => a.Kind));
    }

    private static EfficiencyLine Line(CostMeasures measures) => new("chat", measures, null);
}
