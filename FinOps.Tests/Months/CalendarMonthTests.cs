using FinOps.Core.Data;
using FinOps.Core.Months;

namespace FinOps.Tests.Months;

public sealed class CalendarMonthTests
{
    [Theory]
    [InlineData("2026-10", 202610)]
    [InlineData("1970-01", 197001)]
    [InlineData("2026-1", null)]
    [InlineData("2026-13", null)]
    [InlineData("1969-12", null)]
    [InlineData("October", null)]
    [InlineData(null, null)]
    public void Parse_OfText_TakesYearAndMonthOnly(string? text, int? number) => Assert.Equal(number, CalendarMonth.Parse(text)?.Number);

    [Theory]
    [InlineData("2026-02", 28)]
    [InlineData("2028-02", 29)]
    [InlineData("2026-12", 31)]
    public void Hours_OfAMonth_MeetThoseOfTheNext(string text, int days)
    {
        var month = CalendarMonth.Parse(text)!.Value;

        Assert.Equal(days * 24, month.ToHour - month.FromHour);
        Assert.Equal(month, CalendarMonth.OfHour(month.FromHour));
        Assert.Equal(month, CalendarMonth.OfHour(month.ToHour - 1));
        Assert.Equal(CalendarMonth.Of(month.ToUtc), CalendarMonth.OfHour(month.ToHour));
        Assert.Equal(month.ToUtc, Instants.ToUtc(month.ToHour * Instants.MicrosPerHour));
    }
}
