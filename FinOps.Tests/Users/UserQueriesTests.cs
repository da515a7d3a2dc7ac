using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Records;
using FinOps.Core.Users;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Users;

/// <summary>The ranking of users against sums of the log lines themselves.</summary>
public sealed class UserQueriesTests : IAsyncLifetime
{
    private static readonly CostQuery ThreeDays = new(new DateTime(2026, 10, 12, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 10, 15, 0, 0, 0, DateTimeKind.Utc));
    private Lab lab = null!;
    private List<LogLine> lines = [];

    private UserQueries Users => lab.Get<UserQueries>();

    public async Task InitializeAsync()
    {
        lab = await Lab.OpenAsync(new SqliteLabDatabase());
        lines = LogLine.Many(600);
        await lab.ImportAsync("many.ndjson", lines.Select(l => l.ToJson()));
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task RankAsync_OfAllUsage_ListsEveryUserOfEveryTenantByFallingCost()
    {
        var expected = lines.GroupBy(l => (Tenant: l.Tenant ?? "", User: l.User ?? "")).Where(g => g.Key.User.Length > 0)
            .Select(g => (g.Key.Tenant, g.Key.User, Cost: g.Sum(l => l.CostNanos), Calls: (long)g.Count())).OrderByDescending(u => u.Cost).ToList();
        var total = lines.Sum(l => l.CostNanos);

        var ranking = await Users.RankAsync(ThreeDays, TenantScope.All, default);

        var named = ranking.Rows.Where(r => r.Rank is not null).ToList();
        Assert.Equal(expected, named.Select(r => (r.Tenant, r.User, r.CostNanos, r.Measures.Requests)));
        Assert.Equal(Enumerable.Range(1, expected.Count), named.Select(r => r.Rank!.Value));
        Assert.Equal(total, ranking.Total.EffectiveCostNanos);
        Assert.Equal(total, ranking.Rows.Sum(r => r.CostNanos));
        Assert.Equal((double)expected.Take(2).Sum(u => u.Cost) / total, named[1].Cumulative!.Value, 1e-12);
        Assert.Equal((double)expected[0].Cost / total, named[0].Share!.Value, 1e-12);
        Assert.Equal(expected.Sum(u => u.Cost), ranking.Skew.TotalNanos);
        Assert.Equal((double)expected[0].Cost / expected.Sum(u => u.Cost), ranking.Skew.ShareOfTop(1)!.Value, 1e-12);
        Assert.NotEqual("records", ranking.AnsweredBy);
    }

    [Fact]
    public async Task RankAsync_Drilled_AddsUpToTheRecordsOfEachUser()
    {
        var ranking = await Users.RankAsync(ThreeDays, TenantScope.All, default);

        foreach (var row in ranking.Rows)
        {
            var filter = new RecordFilter(new DateOnly(2026, 10, 12), new DateOnly(2026, 10, 15)) { Filters = [new(CostDimension.Tenant, [row.Tenant]), new(CostDimension.User, [row.User])] };
            var calls = await lab.Get<RecordQueries>().AllAsync(filter, TenantScope.All, default).ToListAsync();
            Assert.Equal((row.Measures.Requests, row.CostNanos), (calls.Count, calls.Sum(c => c.CostNanos ?? 0)));
        }
    }

    [Fact]
    public async Task RankAsync_WithinSomeTenants_TellsNothingOfOthers()
    {
        var ranking = await Users.RankAsync(ThreeDays, TenantScope.Of(["acme"]), default);

        Assert.All(ranking.Rows, r => Assert.Equal("acme", r.Tenant));
        Assert.Equal(lines.Where(l => l.Tenant == "acme").Sum(l => l.CostNanos), ranking.Total.EffectiveCostNanos);
    }

    [Fact]
    public async Task RankAsync_WithoutUsage_IsEmpty()
    {
        var ranking = await Users.RankAsync(new CostQuery(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc)), TenantScope.All, default);

        Assert.Empty(ranking.Rows);
        Assert.Null(ranking.Skew.ShareOfTop(1));
    }
}
