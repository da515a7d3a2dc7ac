using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Derivations;
using FinOps.Core.Efficiency;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Efficiency;

/// <summary>The league against sums of the log lines themselves.</summary>
public sealed class EfficiencyQueriesTests : IAsyncLifetime
{
    private static readonly CostQuery ThreeDays = new(new DateTime(2026, 10, 12, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 10, 15, 0, 0, 0, DateTimeKind.Utc));
    private static readonly CostQuery LastDay = ThreeDays with { FromUtc = ThreeDays.ToUtc.AddDays(-1) };
    private static readonly CostQuery DayBefore = ThreeDays with { FromUtc = ThreeDays.ToUtc.AddDays(-2), ToUtc = ThreeDays.ToUtc.AddDays(-1) };
    private Lab lab = null!;
    private List<LogLine> lines = [];

    private EfficiencyQueries Efficiency => lab.Get<EfficiencyQueries>();

    public async Task InitializeAsync()
    {
        lab = await Lab.OpenAsync(new SqliteLabDatabase());
        lines = LogLine.Many(600);
        await lab.ImportAsync("many.ndjson", lines.Select(l => l.ToJson()));
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Theory]
    [InlineData(CostDimension.Feature)]
    [InlineData(CostDimension.Team)]
    public async Task LeagueAsync_ByFeatureOrTeam_ReproducesFromTheLines(CostDimension by)
    {
        var league = await Efficiency.LeagueAsync(by, ThreeDays, null, TenantScope.All, default);

        var groups = lines.GroupBy(l => (by == CostDimension.Feature ? l.Feature : l.Team) ?? "").ToList();
        Assert.Equal(groups.Select(g => g.Key).Order(StringComparer.Ordinal), league.Lines.Select(l => l.Key).Order(StringComparer.Ordinal));
        foreach (var group in groups)
        {
            var line = league.Lines.Single(l => l.Key == group.Key);
            Assert.Equal((decimal)group.Sum(l => (long)l.Output) / group.Sum(l => (long)l.Input), line.TokenRatio);
            Assert.Equal((decimal)group.Sum(l => l.CostNanos) / group.Count(), line.CostPerCallNanos);
            Assert.Equal(group.Where(l => l.Status != "success").Sum(l => l.CostNanos), line.Now.WasteCostNanos);
            Assert.Equal(
                new WasteSplit(CostOf(group, "retry"), CostOf(group, "fallback"), CostOf(group, "timeout") + CostOf(group, "error")),
                line.Waste);
            Assert.Null(line.Before);
        }

        Assert.Equal(lines.Sum(l => l.CostNanos), league.Lines.Sum(l => l.Now.EffectiveCostNanos));
    }

    [Fact]
    public async Task LeagueAsync_WithThePeriodBefore_TellsTheChangeOfTheCostOfACall()
    {
        var league = await Efficiency.LeagueAsync(CostDimension.Feature, LastDay, DayBefore, TenantScope.All, default);

        foreach (var line in league.Lines.Where(l => l.Key.Length > 0))
        {
            decimal PerCall(int day) => (decimal)lines.Where(l => l.Feature == line.Key && l.AtUtc.Day == day).Sum(l => l.CostNanos) / lines.Count(l => l.Feature == line.Key && l.AtUtc.Day == day);
            Assert.Equal((double)((PerCall(14) / PerCall(13)) - 1), line.CostPerCallChange!.Value, 1e-12);
        }
    }

    [Fact]
    public async Task LeagueAsync_WithinSomeTenants_KeepsTheirWasteWithoutItsSplit()
    {
        var league = await Efficiency.LeagueAsync(CostDimension.Feature, ThreeDays, null, TenantScope.Of(["acme"]), default);

        Assert.Null(league.Waste);
        Assert.Equal(lines.Where(l => l.Tenant == "acme" && l.Status != "success").Sum(l => l.CostNanos), league.Lines.Sum(l => l.Now.WasteCostNanos));
        Assert.Equal(lines.Where(l => l.Tenant == "acme").Sum(l => l.CostNanos), league.Total.EffectiveCostNanos);
    }

    [Fact]
    public async Task LeagueAsync_WithBrokenOffStreams_TellsWhatNobodyReadOfEachTenant()
    {
        LogLine Broken(string id, string tenant, int output, int at) => new(id) { Tenant = tenant, AtUtc = ThreeDays.FromUtc.AddHours(30), Output = output, BrokenOffAt = at };
        await lab.ImportAsync("broken.ndjson", new[] { Broken("b1", "acme", 1_000, 400), Broken("b2", "globex", 500, 100), Broken("b3", "acme", 100, 100) }.Select(l => l.ToJson()));
        await lab.Get<DayDeriver>().DeriveAsync(default);

        async Task<Abandoned> OfChatAsync(TenantScope scope) => (await Efficiency.LeagueAsync(CostDimension.Feature, ThreeDays, null, scope, default)).Lines.Single(l => l.Key == "chat").Abandoned!;

        // $15 per million output tokens.
        Assert.Equal(new Abandoned(3, 1_000, 15_000_000), await OfChatAsync(TenantScope.All));
        Assert.Equal(new Abandoned(2, 600, 9_000_000), await OfChatAsync(TenantScope.Of(["acme"])));
        Assert.Null((await Efficiency.LeagueAsync(CostDimension.Team, ThreeDays, null, TenantScope.All, default)).Lines[0].Abandoned);
    }

    [Fact]
    public async Task LeagueAsync_ByAnythingElse_Refuses() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Efficiency.LeagueAsync(CostDimension.Model, ThreeDays, null, TenantScope.All, default));

    private static long CostOf(IEnumerable<LogLine> lines, string status) => lines.Where(l => l.Status == status).Sum(l => l.CostNanos);
}
