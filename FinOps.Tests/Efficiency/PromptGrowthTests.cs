using FinOps.Core.Efficiency;

namespace FinOps.Tests.Efficiency;

/// <summary>The trend of prompts, where the answer is known beforehand.</summary>
public sealed class PromptGrowthTests
{
    [Fact]
    public void Of_AStraightLine_FindsIt()
    {
        // 1,000 tokens on the first day, 10 more each day: 1,000 to 1,270, 1,135 on average.
        var growth = PromptGrowth.Of(Enumerable.Range(0, 28).Select(d => new InputDay(d, 50, 50 * (600 + (d * 10)), 50 * 300, 50 * 100, 0)))!;

        Assert.Equal(1_135, growth.TokensPerCall, 6);
        Assert.Equal(1_000, growth.FirstTokensPerCall, 6);
        Assert.Equal(1_270, growth.LastTokensPerCall, 6);
        Assert.Equal(70 / 1_135.0, growth.PerWeek, 9);
        Assert.Equal("prompt", growth.Layer);
    }

    [Fact]
    public void Of_BusyAndQuietDays_WeighsThemByTheirCalls()
    {
        // The same line; calls differ from day to day and must not bend it.
        var growth = PromptGrowth.Of(Enumerable.Range(0, 28).Reverse().Select(d => new InputDay(d, 1 + (d % 7 * 40), 0, 0, (1 + (d % 7 * 40)) * (1_000L + (d * 10)), 0)))!;

        Assert.Equal(1_000, growth.FirstTokensPerCall, 6);
        Assert.Equal(1_270, growth.LastTokensPerCall, 6);
        Assert.Equal("memory", growth.Layer);
    }

    [Fact]
    public void Of_LevelOrShrinkingPrompts_NamesNoLayer()
    {
        Assert.Equal(0, PromptGrowth.Of(Enumerable.Range(0, 28).Select(d => new InputDay(d, 10, 1_000, 0, 0, 0)))!.PerWeek, 9);
        var less = PromptGrowth.Of(Enumerable.Range(0, 28).Select(d => new InputDay(d, 10, 10_000 - (d * 100), 0, 0, 0)))!;
        Assert.True(less.PerWeek < 0);
        Assert.Null(less.Layer);
    }

    [Fact]
    public void Of_TooFewDaysOrNoInput_IsNothing()
    {
        Assert.Null(PromptGrowth.Of([]));
        Assert.Null(PromptGrowth.Of(Enumerable.Range(0, 9).Select(d => new InputDay(d, 10, 1_000, 0, 0, 0))));
        Assert.Null(PromptGrowth.Of(Enumerable.Range(0, 28).Select(d => new InputDay(d, 10, 0, 0, 0, 0))));
        Assert.Null(PromptGrowth.Of(Enumerable.Range(0, 28).Select(d => new InputDay(d, d < 9 ? 10 : 0, d < 9 ? 1_000 : 0, 0, 0, 0))));
    }
}
