using FinOps.Core.Enforcement;

namespace FinOps.Tests.Enforcement;

public sealed class SpendLadderTests
{
    private const long Second = 1_000_000;
    private static readonly LadderRules Rules = LadderRules.BuiltIn;

    [Theory]
    [InlineData(LadderStep.Normal, 7_999, LadderStep.Normal)]
    [InlineData(LadderStep.Normal, 8_000, LadderStep.Near)]
    [InlineData(LadderStep.Normal, 10_000, LadderStep.Cap)]
    [InlineData(LadderStep.Near, 7_500, LadderStep.Near)]
    [InlineData(LadderStep.Near, 7_499, LadderStep.Normal)]
    [InlineData(LadderStep.Near, 9_999, LadderStep.Near)]
    [InlineData(LadderStep.Cap, 9_500, LadderStep.Cap)]
    [InlineData(LadderStep.Cap, 9_499, LadderStep.Near)]
    [InlineData(LadderStep.Cap, 7_400, LadderStep.Normal)]
    public void Next_AfterARest_IsTheStepOfTheSpend(LadderStep from, long spent, LadderStep to) =>
        Assert.Equal(to, SpendLadder.Next(new LadderPlace(from, true, 0), spent, 10_000, Rules, 3600 * Second).Step);

    [Fact]
    public void Next_Climbing_DoesNotWait()
    {
        var near = SpendLadder.Next(default, 8_000, 10_000, Rules, 100 * Second);
        var cap = SpendLadder.Next(near, 10_000, 10_000, Rules, 101 * Second);

        Assert.Equal((LadderStep.Near, LadderStep.Cap), (near.Step, cap.Step));
    }

    /// <summary>Spend that wavers by more than the relaxing points, once a second for an hour.</summary>
    [Fact]
    public void Next_UnderNoise_MovesAtMostOnceAMinute()
    {
        var random = new Random(7);
        var place = default(LadderPlace);
        var moves = new List<long>();
        for (var second = 100L; second < 3_700; second++)
        {
            var next = SpendLadder.Next(place, 7_800 + random.Next(-600, 600), 10_000, Rules, second * Second);
            if (next != place)
            {
                moves.Add(second);
            }

            place = next;
        }

        Assert.True(moves.Count > 10);
        Assert.All(moves.Zip(moves.Skip(1), (a, b) => b - a), gap => Assert.True(gap >= 60));
    }

    [Fact]
    public void Next_AfterTheClockWasSetBack_Moves()
    {
        var near = SpendLadder.Next(default, 8_500, 10_000, Rules, 7200 * Second);

        Assert.Equal(LadderStep.Normal, SpendLadder.Next(near, 0, 10_000, Rules, 3600 * Second).Step);
        Assert.Equal(LadderStep.Near, SpendLadder.Next(near, 0, 10_000, Rules, 7201 * Second).Step);
    }

    [Fact]
    public void Next_WithoutAnyRoom_IsTheCap() => Assert.Equal(LadderStep.Cap, SpendLadder.Next(default, 0, 0, Rules, 3600 * Second).Step);
}
