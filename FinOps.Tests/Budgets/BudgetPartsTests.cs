using FinOps.Core.Budgets;
using FinOps.Core.Data;

namespace FinOps.Tests.Budgets;

public sealed class BudgetPartsTests
{
    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/Havana")]
    [InlineData("America/Santiago")]
    [InlineData("Asia/Beirut")]
    [InlineData("Africa/Cairo")]
    public void Days_OfAnyZone_FollowEachOtherWithoutAGap(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var (days, months) = (new BudgetCalendar(zone, BudgetPeriod.Daily), new BudgetCalendar(zone, BudgetPeriod.Monthly));
        var span = days.Of(Instants.ToMicros(new DateTime(2025, 1, 1, 12, 0, 0, DateTimeKind.Utc)));
        for (var i = 0; i < 800; i++)
        {
            Assert.Equal(span, days.Of(span.StartMicros));
            Assert.Equal(span, days.Of(span.EndMicros - 1));
            var month = months.Of(span.StartMicros);
            Assert.True(month.StartMicros <= span.StartMicros && span.EndMicros <= month.EndMicros, $"{span.FirstDay} lies in no month");
            var next = days.Of(span.EndMicros);
            Assert.Equal((span.FirstDay.AddDays(1), span.EndMicros), (next.FirstDay, next.StartMicros));
            span = next;
        }
    }

    [Theory]
    [InlineData("50;80;100", true)]
    [InlineData("1;1000", true)]
    [InlineData("80;50", false)]
    [InlineData("50;50", false)]
    [InlineData("0;50", false)]
    [InlineData("50.5", false)]
    [InlineData("", false)]
    [InlineData("1;2;3;4;5;6;7;8;9;10;11", false)]
    public void Thresholds_AreReadOrRefused(string text, bool isGood) => Assert.Equal(isGood, BudgetThresholds.Read(text) is not null);

    [Theory]
    [InlineData(0, 1, 0, true)]
    [InlineData(0, 1, 1, true)]
    [InlineData(90, 10, 9, true)]
    [InlineData(91, 10, 9, false)]
    public void Burst_OfADay_IsAllowedWhileTheMonthIsOnTrack(long spentBefore, long amount, int elapsed, bool isOnTrack)
    {
        var days = new BudgetCalendar(TimeZoneInfo.Utc, BudgetPeriod.Daily);
        var month = new BudgetCalendar(TimeZoneInfo.Utc, BudgetPeriod.Monthly).Of(Instants.ToMicros(new DateTime(2026, 2, 10, 0, 0, 0, DateTimeKind.Utc)));
        var today = days.Of(month.StartMicros + (elapsed * Instants.MicrosPerDay));
        Assert.Equal(isOnTrack, BudgetBurst.IsOnTrack(BudgetPeriod.Daily, amount, spentBefore, today, month, TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData(28, 2026, 2)]
    [InlineData(30, 2026, 4)]
    [InlineData(31, 2026, 10)]
    public void Burst_OfAMonth_IsAllowedUpToTheShareOfTheDaysBefore(int length, int year, int number)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var month = new BudgetCalendar(zone, BudgetPeriod.Monthly).Of(Instants.ToMicros(new DateTime(year, number, 10, 0, 0, 0, DateTimeKind.Utc)));
        var today = new BudgetCalendar(zone, BudgetPeriod.Daily).Of(Instants.ToMicros(new DateTime(year, number, 28, 12, 0, 0, DateTimeKind.Utc)));
        Assert.True(BudgetBurst.IsOnTrack(BudgetPeriod.Monthly, length * 1_000L, 27_000, today, month, zone));
        Assert.False(BudgetBurst.IsOnTrack(BudgetPeriod.Monthly, length * 1_000L, 27_001, today, month, zone));
    }

    [Theory]
    [InlineData(446_400_000_000, 450_000_000_000)]
    [InlineData(450_000_000_000, 450_000_000_000)]
    [InlineData(1_230_000_000, 1_300_000_000)]
    [InlineData(1, 10_000_000)]
    public void Suggestion_IsRoundedUpToTwoFigures(long nanos, long expected) => Assert.Equal(expected, BudgetOutlook.RoundUp(nanos));
}
