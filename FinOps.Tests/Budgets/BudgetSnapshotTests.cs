using FinOps.Core.Budgets;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Budgets;

public sealed class BudgetSnapshotTests : IAsyncLifetime
{
    private static readonly BudgetScope Chat = BudgetScope.Any with { Feature = "chat" };
    private static readonly BudgetCall Call = new("acme", "chat", "blue", "gpt-4o", "production");
    private Lab lab = null!;

    public async Task InitializeAsync() => lab = await Lab.OpenAsync(new SqliteLabDatabase());

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task Call_FallsUnderEveryBudgetOfItsNames_WithWhatIsPosted()
    {
        await lab.ImportAsync("usage.ndjson", [new LogLine("a") { AtUtc = Lab.Now.UtcDateTime.AddHours(-1) }.ToJson()]);
        var (whole, chat, carved) = (await SaveAsync(BudgetScope.Any, 10), await SaveAsync(Chat, 5), await SaveAsync(Chat with { Tenant = "acme" }, 2));
        await SaveAsync(Chat with { Tenant = "globex" }, 2);
        await SaveAsync(BudgetScope.Any with { Environment = "staging" }, 2);

        var applied = (await lab.Get<BudgetSnapshots>().CurrentAsync(default)).For(Call, Lab.Now.UtcDateTime);

        Assert.Equal([whole, chat, carved], applied.Select(a => a.BudgetId));
        Assert.All(applied, a => Assert.Equal(new LogLine("a").CostNanos, a.PostedNanos));
        Assert.Equal([null, null, (int?)chat], applied.Select(a => a.CarveOutOf));
        Assert.All(applied, a => Assert.Equal((new DateTime(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc)), (a.StartUtc, a.EndUtc)));
    }

    [Fact]
    public async Task Burst_IsInTheLimitOnlyWhileTheMonthIsOnTrack()
    {
        var cost = new LogLine("x").CostNanos;
        var id = await SaveAsync(Chat, 0.001m, BudgetPeriod.Daily, burst: 110);
        var snapshots = lab.Get<BudgetSnapshots>();
        var before = Assert.Single((await snapshots.RefreshAsync(default)).For(Call, Lab.Now.UtcDateTime));
        Assert.Equal((id, 1_000_000L, 1_100_000L), (before.BudgetId, before.AmountNanos, before.LimitNanos));

        // The nineteen days before allow nineteen amounts.
        var calls = (int)(19 * 1_000_000 / cost) + 1;
        await lab.ImportAsync("spent.ndjson", Enumerable.Range(0, calls).Select(i => new LogLine($"s-{i}") { AtUtc = Lab.Now.UtcDateTime.AddDays(-3) }.ToJson()));
        var after = Assert.Single((await snapshots.RefreshAsync(default)).For(Call, Lab.Now.UtcDateTime));
        Assert.Equal((after.AmountNanos, false), (after.LimitNanos, after.IsBurst));
    }

    private async Task<int> SaveAsync(BudgetScope scope, decimal usd, BudgetPeriod period = BudgetPeriod.Monthly, int? burst = null) => Assert.IsType<BudgetEdit.Saved>(
        await lab.Get<BudgetEditor>().SaveAsync(new BudgetDraft { Scope = scope, AmountUsd = usd, Period = period, BurstPercent = burst, ValidFrom = new DateOnly(2026, 10, 1) }, Lab.Tester, default)).Id;
}
