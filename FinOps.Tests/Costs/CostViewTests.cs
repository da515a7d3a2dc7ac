using FinOps.Core.Costs;
using FinOps.Web.Costs;
using FsCheck.Xunit;

namespace FinOps.Tests.Costs;

public sealed class CostViewTests
{
    private static readonly DateTime Now = new(2026, 11, 22, 9, 10, 32, DateTimeKind.Utc);

    [Theory]
    [InlineData("?range=7d&tenant=acme&env=prod&group=feature", "?range=7d&env=prod&tenant=acme&group=feature")]
    [InlineData("?from=2026-10-01&to=2026-10-14", "?from=2026-10-01&to=2026-10-14")]
    [InlineData("?from=2026-10-14&to=2026-10-01", "?from=2026-10-01&to=2026-10-14")]
    [InlineData("?compare=off&tenant=a&tenant=b", "?compare=off&tenant=a&tenant=b")]
    [InlineData("?tenant=", "?tenant=")]
    [InlineData("?range=30d", "")]
    [InlineData("", "")]
    [InlineData("?range=century&group=planet&from=yesterday&moon=1&compare=on", "")]
    [InlineData("?range=custom&from=2026-10-01", "")]
    [InlineData("?range=today&from=2026-10-01&to=2026-10-02", "?range=today")]
    [InlineData("?group=day", "")]
    public void Parse_OfAnAddress_KeepsWhatMakesSense(string query, string expected) => Assert.Equal(expected, CostView.Parse(query).ToQuery());

    [Property]
    public bool Parse_OfAnyFilterValue_ReturnsIt(string value)
    {
        var wanted = value?.Length > 0 && !value.Any(char.IsSurrogate) ? value : "fallback";
        var view = new CostView().WithFilter(CostDimension.Tenant, wanted);

        return CostView.Parse(view.ToQuery()).ValuesOf(CostDimension.Tenant) is [var found] && found == wanted;
    }

    [Fact]
    public void Parse_OfVeryManyValues_StopsAtTheLimit()
    {
        var query = "?" + string.Join('&', Enumerable.Range(0, 500).Select(i => $"tenant=t{i}"));

        Assert.Equal(CostView.MaxValuesPerFilter, CostView.Parse(query).ValuesOf(CostDimension.Tenant).Count);
    }

    [Fact]
    public void Ask_WithFilters_CarriesEachDimensionOnce()
    {
        var view = CostView.Parse("?tenant=a&tenant=b&model=m&status=error");

        var query = view.Ask(view.PeriodAt(Now), CostDimension.Feature);

        Assert.Equal([CostDimension.Feature], query.GroupBy);
        Assert.Equal(["Tenant:a,b", "Model:m", "Status:error"], query.Filters.Select(f => $"{f.Dimension}:{string.Join(',', f.Values)}"));
    }

    [Theory]
    [InlineData("?range=today", "2026-11-22T00", "2026-11-23T00")]
    [InlineData("?range=7d", "2026-11-16T00", "2026-11-23T00")]
    [InlineData("?range=30d", "2026-10-24T00", "2026-11-23T00")]
    [InlineData("?range=mtd", "2026-11-01T00", "2026-11-23T00")]
    [InlineData("?range=last-month", "2026-10-01T00", "2026-11-01T00")]
    [InlineData("?range=90d", "2026-08-25T00", "2026-11-23T00")]
    [InlineData("?from=2026-10-01&to=2026-10-01", "2026-10-01T00", "2026-10-02T00")]
    public void Period_OfARange_IsWholeDays(string query, string from, string to) =>
        Assert.Equal((from, to), Text(CostView.Parse(query).PeriodAt(Now)));

    // A period still running is set against the same elapsed hours, never against whole days.
    [Theory]
    [InlineData("?range=today", "2026-11-21T00", "2026-11-21T10")]
    [InlineData("?range=7d", "2026-11-09T00", "2026-11-15T10")]
    [InlineData("?range=mtd", "2026-10-01T00", "2026-10-22T10")]
    [InlineData("?range=last-month", "2026-09-01T00", "2026-10-01T00")]
    [InlineData("?from=2026-10-11&to=2026-10-20", "2026-10-01T00", "2026-10-11T00")]
    public void Previous_OfARange_HasTheSameElapsedTime(string query, string from, string to) =>
        Assert.Equal((from, to), Text(CostView.Parse(query).PreviousAt(Now)));

    [Fact]
    public void Previous_OfAMonthLongerThanTheOneBefore_EndsWithThatMonth()
    {
        var lastOfMarch = new DateTime(2026, 3, 31, 12, 0, 0, DateTimeKind.Utc);

        Assert.Equal(("2026-02-01T00", "2026-03-01T00"), Text(CostView.Parse("?range=mtd").PreviousAt(lastOfMarch)));
    }

    private static (string From, string To) Text(CostPeriod period) =>
        (period.FromUtc.ToString("yyyy-MM-dd'T'HH", null), period.ToUtc.ToString("yyyy-MM-dd'T'HH", null));
}
