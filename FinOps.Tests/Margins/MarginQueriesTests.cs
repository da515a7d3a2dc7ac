using FinOps.Core.Access;
using FinOps.Core.Margins;
using FinOps.Core.Tenants;
using FinOps.Tests.Conformance;
using static FinOps.Tests.Margins.MarginLab;

namespace FinOps.Tests.Margins;

public sealed class MarginQueriesTests
{
    [Fact]
    public async Task Period_OfRandomUsage_IsRevenueByDayLessCostOfItsCalls()
    {
        await using var lab = await MarginLab.OpenAsync();
        var lines = LogLine.Many(2_000, seed: 7, days: 6);
        await lab.ImportAsync(lines);
        await lab.TenantAsync("acme", "pro", 0.31m);
        await lab.TenantAsync("globex", "enterprise", 310m, Day(10, 15));
        await lab.TenantAsync("initech", "free", 0m);

        var table = await lab.Get<MarginQueries>().OfPeriodAsync(Day(10, 13), Day(10, 17), Lab.Tester, default);

        long Cost(string? tenant) => lines.Where(l => l.Tenant == tenant && DateOnly.FromDateTime(l.AtUtc) >= Day(10, 13) && DateOnly.FromDateTime(l.AtUtc) < Day(10, 17)).Sum(l => l.CostNanos);
        TenantMargin Of(string key) => table.Tenants.Single(t => t.Row.Key == key);
        Assert.Equal((4 * Usd / 100) - Cost("acme"), Of("acme").MarginNanos);
        Assert.Equal((20 * Usd) - Cost("globex"), Of("globex").MarginNanos);
        Assert.Equal((MarginStanding.Free, MarginGap.NoRevenue, -Cost("initech")), (Of("initech").Standing, Of("initech").Gap, Of("initech").MarginNanos));
        Assert.Equal((MarginStanding.NoContract, null, null), (Of("ümlaut ag").Standing, Of("ümlaut ag").MarginNanos, Of("ümlaut ag").GrossMargin));
        Assert.Equal(Cost(null), table.UnattributedNanos);
        Assert.Equal((20 * Usd) + (4 * Usd / 100) - lines.Where(l => l.AtUtc >= Day(10, 13).ToDateTime(default) && l.AtUtc < Day(10, 17).ToDateTime(default)).Sum(l => l.CostNanos), table.MarginNanos);
        Assert.Equal(lines.Count(l => l.Tenant == "acme" && l.Model == LabPrices.Unknown && DateOnly.FromDateTime(l.AtUtc) >= Day(10, 13) && DateOnly.FromDateTime(l.AtUtc) < Day(10, 17)), Of("acme").UnpricedRequests);
        Assert.True(table.Tenants.TakeWhile(t => t.MarginNanos is not null).Select(t => t.MarginNanos).SequenceEqual(table.Tenants.Select(t => t.MarginNanos).OfType<long>().Order().Cast<long?>()));
    }

    [Fact]
    public async Task MonthToDate_CountsFeesForTheMinutesThatHavePassed()
    {
        await using var lab = await MarginLab.OpenAsync();
        await lab.TenantAsync("acme", "pro", 31m);
        await lab.ImportAsync([Call("a", "acme", Day(10, 20), 1_000_000), Call("b", "acme", Day(9, 30), 1_000_000)]);

        var margin = Assert.Single((await lab.Get<MarginQueries>().OfPeriodAsync(Day(10, 1), Day(10, 21), Lab.Tester, default)).Tenants);

        Assert.Equal((19 * Usd) + (Usd / 2), margin.Revenue.TotalNanos);
        Assert.Equal(3 * Usd, margin.CostNanos);
    }

    [Fact]
    public async Task Months_AreSplitAtTheirBounds_AndTheRunningOneIsProjected()
    {
        await using var lab = await MarginLab.OpenAsync();
        await lab.TenantAsync("acme", "pro", 30m, Day(1, 1), Day(10, 11));
        Assert.IsType<TenantEdit.Saved>(await lab.Get<ContractEditor>().SaveAsync(new() { Tenant = "acme", StartDay = Day(10, 11), MonthlyFeeUsd = 310 }, Lab.Tester, default));
        await lab.RevenueAsync("acme", RevenueKind.OneOff, Day(10, 30), 5);
        // A million tokens a day since September 1, and another million in the last second of September.
        var lines = Enumerable.Range(0, 49).Select(i => Call($"d{i}", "acme", Day(9, 1).AddDays(i), 1_000_000, 0))
            .Append(Call("last", "acme", Day(9, 30), 1_000_000) with { AtUtc = Day(10, 1).ToDateTime(default, DateTimeKind.Utc).AddTicks(-10) });
        await lab.ImportAsync(lines);

        var months = (await lab.Get<MarginQueries>().MonthsAsync("acme", 3, Lab.Tester, default))!;

        Assert.Equal([Day(8, 1), Day(9, 1), Day(10, 1)], months.Months.Select(m => m.Month));
        Assert.Equal([30 * Usd, 30 * Usd, OfOctober(10, 30m) + (9 * 10 * Usd) + (5 * Usd)], months.Months.Select(m => m.Revenue.TotalNanos));
        Assert.Equal([0, 31 * 3 * Usd, 19 * 3 * Usd], months.Months.Select(m => m.CostNanos));
        Assert.Equal(OfOctober(10, 30m) + (21 * 10 * Usd) + (5 * Usd), months.WholeMonth.TotalNanos);
        Assert.Equal(months.WholeMonth.TotalNanos - months.Forecast!.ExpectedNanos, months.Projected!.MarginNanos);
    }

    [Fact]
    public async Task Refund_ThatLeavesLessThanNothing_IsALossWithoutAShare()
    {
        await using var lab = await MarginLab.OpenAsync();
        await lab.TenantAsync("acme", "pro", null);
        await lab.RevenueAsync("acme", RevenueKind.OneOff, Day(10, 2), -50);
        await lab.ImportAsync([Call("a", "acme", Day(10, 3), 1_000_000)]);

        var margin = Assert.Single((await lab.Get<MarginQueries>().OfPeriodAsync(Day(10, 1), Day(10, 10), Lab.Tester, default)).Tenants);

        Assert.Equal((-53 * Usd, null, MarginStanding.Unprofitable, MarginGap.NoRevenue), (margin.MarginNanos, margin.GrossMargin, margin.Standing, margin.Gap));
    }

    [Fact]
    public async Task Contract_ChangedAfterARead_CountsInTheNext()
    {
        await using var lab = await MarginLab.OpenAsync();
        await lab.TenantAsync("acme", "pro", 31m);
        var queries = lab.Get<MarginQueries>();
        Assert.Equal(31 * Usd, (await queries.OfPeriodAsync(Day(7, 1), Day(8, 1), Lab.Tester, default)).RevenueNanos);

        Assert.IsType<TenantEdit.Saved>(await lab.Get<ContractEditor>().SaveAsync(new() { Tenant = "acme", StartDay = Day(7, 2), MonthlyFeeUsd = 62, EndsPrevious = true }, Lab.Tester, default));

        Assert.Equal(61 * Usd, (await queries.OfPeriodAsync(Day(7, 1), Day(8, 1), Lab.Tester, default)).RevenueNanos);
    }

    [Fact]
    public async Task Actor_OfSomeTenants_SeesNothingOfOthers()
    {
        await using var lab = await MarginLab.OpenAsync();
        await lab.TenantAsync("acme", "pro", 31m);
        await lab.TenantAsync("globex", "pro", 31m);
        await lab.ImportAsync([Call("a", "acme", Day(10, 3), 1_000), Call("b", "globex", Day(10, 3), 1_000), Call("c", null, Day(10, 3), 1_000)]);
        var actor = Lab.Tester with { Tenants = TenantScope.Of(["acme"]) };
        var queries = lab.Get<MarginQueries>();

        var table = await queries.OfPeriodAsync(Day(10, 1), Day(10, 10), actor, default);

        Assert.Equal(("acme", 0), (Assert.Single(table.Tenants).Row.Key, table.UnattributedNanos));
        Assert.Null(await queries.OfTenantAsync("globex", Day(10, 1), Day(10, 10), actor, default));
        Assert.Null(await queries.MonthsAsync("globex", 3, actor, default));
        Assert.Null(await lab.Get<InterventionQueries>().OfTenantAsync("globex", actor, default));
        Assert.Equal(3_000_000, (await queries.AllMonthsAsync(2, actor, default)).ToDate.CostNanos);
    }

    [Fact]
    public async Task Statement_OfATenant_SplitsItsCostByFeature()
    {
        await using var lab = await MarginLab.OpenAsync();
        await lab.TenantAsync("acme", "pro", 31m);
        var lines = LogLine.Many(800, seed: 9);
        await lab.ImportAsync(lines);

        var statement = (await lab.Get<MarginQueries>().OfTenantAsync("acme", Day(10, 1), Day(10, 20), Lab.Tester, default))!;

        var expected = lines.Where(l => l.Tenant == "acme").GroupBy(l => l.Feature ?? "").Select(g => (g.Key, Cost: g.Sum(l => l.CostNanos))).OrderByDescending(f => f.Cost);
        Assert.Equal(expected, statement.Features.Select(f => (f.Feature, f.CostNanos)));
        Assert.Equal(statement.Margin.CostNanos, statement.Features.Sum(f => f.CostNanos));
    }

    /// <summary>The days of October up to one, of a monthly fee; to the nano.</summary>
    private static long OfOctober(int days, decimal fee) => (long)decimal.Round(fee * Usd * days / 31, 0, MidpointRounding.ToEven);
}
