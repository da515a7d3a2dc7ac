using FinOps.Core.Margins;
using FinOps.Core.Tenants;
using FinOps.Tests.Conformance;
using static FinOps.Tests.Margins.MarginLab;

namespace FinOps.Tests.Margins;

public sealed class MarginWatchTests
{
    [Fact]
    public async Task Tenant_UnderTheLine_IsNotedOnceWithTheDayItTurned()
    {
        await using var lab = await MarginLab.OpenAsync();
        await lab.TenantAsync("acme", "pro", 31m);
        await lab.ImportAsync([Call("a", "acme", Day(10, 10), 9_000_000)]); // $27 of about $31 in 30 days

        Assert.Equal(MarginWatch.MostDays, await lab.Get<MarginWatch>().RunAsync(default));
        Assert.Equal(0, await lab.Get<MarginWatch>().RunAsync(default));

        var turn = Assert.Single(await lab.Get<MarginTurnQueries>().OpenAsync(Lab.Tester, default));
        Assert.Equal(("acme", "ACME", Day(10, 10), null), (turn.Key, turn.Name, turn.Turn.FromDay, turn.Turn.ToDay));
        Assert.Equal((27 * Usd, 200_000), (turn.Turn.CostNanos, turn.Turn.LinePpm));
        Assert.Equal(TenantRevenue.Of(Day(9, 11), Day(10, 11), [new() { StartDay = Day(1, 1), MonthlyFeeNanos = 31 * Usd }], new([]), []).TotalNanos, turn.Turn.RevenueNanos);
    }

    [Fact]
    public async Task Tenant_WhoseFeeIsRaised_RecoversOnTheLastWholeDay()
    {
        await using var lab = await MarginLab.OpenAsync();
        await lab.TenantAsync("acme", "pro", 31m);
        await lab.ImportAsync([Call("a", "acme", Day(10, 10), 9_000_000)]);
        await lab.Get<MarginWatch>().RunAsync(default);
        await lab.RevenueAsync("acme", RevenueKind.OneOff, Day(10, 18), 500);

        Assert.Equal(1, await lab.Get<MarginWatch>().RunAsync(default));

        Assert.Empty(await lab.Get<MarginTurnQueries>().OpenAsync(Lab.Tester, default));
        Assert.Equal(Day(10, 19), Assert.Single(await lab.Get<MarginTurnQueries>().OfTenantAsync("acme", Lab.Tester, default)).Turn.ToDay);
    }

    [Fact]
    public async Task DaysMissed_AreCaughtUpInOrder_WithTheTurnsInBetween()
    {
        await using var lab = await MarginLab.OpenAsync();
        await lab.TenantAsync("acme", "pro", 30m);
        await lab.ImportAsync([Call("a", "acme", Day(9, 1), 1_000)]);
        await lab.Get<MarginWatch>().RunAsync(default);
        await lab.ImportAsync([Call("b", "acme", Day(10, 21), 9_000_000)]);
        await lab.RevenueAsync("acme", RevenueKind.Usage, Day(10, 24), 100);
        lab.Clock.Advance(TimeSpan.FromDays(7));

        Assert.Equal(7, await lab.Get<MarginWatch>().RunAsync(default));

        var turn = Assert.Single(await lab.Get<MarginTurnQueries>().OfTenantAsync("acme", Lab.Tester, default)).Turn;
        Assert.Equal((Day(10, 21), Day(10, 24)), (turn.FromDay, turn.ToDay));
    }

    [Fact]
    public async Task Tenants_ThatAreFreeUnknownOrNew_AreNotRed()
    {
        await using var lab = await MarginLab.OpenAsync();
        await lab.TenantAsync("free", "free", 0m);
        await lab.TenantAsync("new", "pro", 1m, Day(10, 15));
        await lab.ImportAsync(new[] { "free", "new", "unknown" }.Select(t => Call(t, t, Day(10, 16), 9_000_000)));

        await lab.Get<MarginWatch>().RunAsync(default);
        Assert.Empty(await lab.Get<MarginTurnQueries>().OpenAsync(Lab.Tester, default));

        lab.Clock.Advance(TimeSpan.FromDays(2));
        await lab.Get<MarginWatch>().RunAsync(default);
        Assert.Equal(("new", Day(10, 21)), Assert.Single(await lab.Get<MarginTurnQueries>().OpenAsync(Lab.Tester, default)) is var t ? (t.Key, t.Turn.FromDay) : default);
    }

    [Fact]
    public async Task Watches_OfTwoProcesses_NoteEachTurnOnce()
    {
        await using var lab = await MarginLab.OpenAsync();
        await lab.TenantAsync("acme", "pro", 31m);
        await lab.ImportAsync([Call("a", "acme", Day(10, 10), 9_000_000)]);
        MarginWatch Another() => new(lab.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<FinOps.Core.Data.FinOpsDbContext>>(), lab.Get<MarginTerms>(), lab.Costs, lab.Get<RedLines>(), lab.Clock);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Another().RunAsync(default))));
        await Another().RunAsync(default);

        Assert.Single(await lab.Get<MarginTurnQueries>().OfTenantAsync("acme", Lab.Tester, default));
    }
}
