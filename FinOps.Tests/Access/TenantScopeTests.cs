using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Demo;
using FinOps.Core.Imports;
using FinOps.Core.Months;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Claims;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Records;
using FinOps.Tests.Conformance;
using FinOps.Web.Costs;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Access;

/// <summary>Whoever is bound to some tenants finds nothing of the others: not in rows, totals, names, waiting calls, claims or causes.</summary>
public sealed class TenantScopeTests : IAsyncLifetime
{
    private static readonly TenantScope Mine = TenantScope.Of(["acme", "globex"]);
    private static readonly RecordFilter ThreeDays = new(new DateOnly(2026, 10, 12), new DateOnly(2026, 10, 15));

    private Lab lab = null!;
    private List<LogLine> lines = [];

    private RecordQueries Records => lab.Get<RecordQueries>();

    public async Task InitializeAsync()
    {
        lab = await Lab.OpenAsync(new SqliteLabDatabase());
        lines = LogLine.Many(600);
        await lab.ImportAsync("many.ndjson", lines.Select(l => l.ToJson()));
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Theory]
    [InlineData(CostDimension.Tenant, "acme,initech,")]
    [InlineData(CostDimension.Feature, "chat")]
    [InlineData(CostDimension.Model, LabPrices.Odd)]
    [InlineData(CostDimension.User, "u1,u2")]
    [InlineData(CostDimension.Route, "fallback")]
    [InlineData(CostDimension.Task, "t2")]
    [InlineData(CostDimension.Team, "blue")]
    [InlineData(CostDimension.Environment, "staging")]
    [InlineData(CostDimension.Status, "error,timeout")]
    public async Task Records_OfAnyFilter_AreOfTheScopeAlone(CostDimension dimension, string values)
    {
        var filter = ThreeDays with { Filters = [new(dimension, values.Split(','))] };
        var everybodys = (await Records.AllAsync(filter, TenantScope.All, default).ToListAsync()).Select(r => r.RequestId);
        var mine = lines.Where(l => l.Tenant is "acme" or "globex").Select(l => l.RequestId).ToHashSet();
        var expected = everybodys.Where(id => mine.Contains(id!)).ToList();

        Assert.Equal(expected, await Records.AllAsync(filter, Mine, default).Select(r => r.RequestId).ToListAsync());
        var paged = new List<string?>();
        for (RecordCursor? before = null; ;)
        {
            var page = await Records.PageAsync(filter, Mine, before, 7, default);
            paged.AddRange(page.Rows.Select(r => r.RequestId));
            if (page.Next is not { } next)
            {
                break;
            }

            before = next;
        }

        Assert.Equal(expected, paged);
        if (await Records.TotalAsync(filter, Mine, default) is { } total)
        {
            Assert.Equal(expected.Count, total.Requests);
        }
    }

    [Fact]
    public async Task Record_OfAnotherTenant_IsFoundNeitherByItsRequestNorByItsNumber()
    {
        foreach (var other in new[] { "initech", "Acme", null })
        {
            var line = lines.First(l => l.Tenant == other);
            var id = Assert.Single(await lab.ReadAsync(c => c.UsageRecords.Where(r => r.RequestId == line.RequestId))).Id;

            Assert.Empty((await Records.PageAsync(ThreeDays with { Id = line.RequestId }, Mine, null, 10, default)).Rows);
            Assert.Null(await lab.Get<RecordDetailQueries>().FindAsync(id, Mine, default));
            Assert.NotNull(await lab.Get<RecordDetailQueries>().FindAsync(id, TenantScope.All, default));
        }
    }

    [Fact]
    public async Task Record_OfTheScope_IsFoundWithoutTheNameOfItsImport()
    {
        var line = lines.First(l => l.Tenant == "acme");
        var row = Assert.Single((await Records.PageAsync(ThreeDays with { Id = line.RequestId }, Mine, null, 10, default)).Rows);

        var detail = (await lab.Get<RecordDetailQueries>().FindAsync(row.Id, Mine, default))!;

        Assert.Equal(("acme", null), (detail.Names.Tenant, detail.ImportName));
        Assert.Equal("many.ndjson", (await lab.Get<RecordDetailQueries>().FindAsync(row.Id, TenantScope.All, default))!.ImportName);
    }

    [Fact]
    public async Task Names_OfAScope_AreThoseOfItsUsage()
    {
        await lab.ImportAsync("own.ndjson", [(new LogLine("own") { Tenant = "initech", Feature = "secret-feature", Model = LabPrices.Even, Environment = "secret-env" }).ToJson()]);
        var names = new KnownNames(lab.Get<IDbContextFactory<FinOpsDbContext>>(), lab.Costs, lab.Get<CostFeed>());

        var all = await names.GetAsync(TenantScope.All, default);
        var mine = await names.GetAsync(Mine, default);
        var nothing = await names.GetAsync(TenantScope.Of(["nobody"]), default);

        Assert.Contains("secret-feature", all.Features);
        Assert.Equal(["acme", "globex"], mine.Tenants.Select(t => t.Key));
        Assert.Equal(["chat", "search", "summaries"], mine.Features);
        Assert.Equal(["production", "staging"], mine.Environments);
        Assert.Equal((0, 0, 0, 0), (nothing.Tenants.Count, nothing.Features.Count, nothing.Models.Count, nothing.Environments.Count));
        Assert.NotSame(mine, await names.GetAsync(TenantScope.Of(["acme"]), default));
    }

    [Fact]
    public async Task Prices_InUseAndWaiting_CountTheScopeAlone()
    {
        var prices = lab.Get<PriceQueries>();
        var mine = lines.Where(l => l.Tenant is "acme" or "globex").ToList();

        var waiting = Assert.Single(await prices.UnpricedAsync(Mine, default));
        var inUse = await prices.InUseAsync(Mine, default);

        Assert.Equal(mine.LongCount(l => l.Model == LabPrices.Unknown), waiting.Requests);
        Assert.Equal(mine.Count, inUse.Sum(m => m.Measures.Requests));
        Assert.Equal(mine.Sum(l => l.CostNanos), inUse.Sum(m => m.Measures.EffectiveCostNanos));
        Assert.Empty(await prices.UnpricedAsync(TenantScope.Of(["nobody"]), default));
        Assert.Empty(await prices.InUseAsync(TenantScope.Of(["nobody"]), default));
    }

    [Fact]
    public async Task Claims_OfAScope_AreThoseOfItsCallsAndSoIsTheirCause()
    {
        // One tenant's sender claims twice our cost, the other's the exact one.
        await lab.ImportAsync("claims.ndjson", Enumerable.Range(0, 40).Select(i =>
        {
            var line = new LogLine($"claim-{i}") { AtUtc = new(2026, 9, 1, 5, i, 0, DateTimeKind.Utc), Tenant = i % 2 == 0 ? "acme" : "initech" };
            var claimed = Money.ToUsd(line.CostNanos) * (i % 2 == 0 ? 1 : 2);
            return line.ToJson().TrimEnd('}') + $",\"cost_usd\":{claimed.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}";
        }));
        var claims = lab.Get<ClaimQueries>();
        var from = new DateTime(2026, 9, 1, 0, 0, 0, DateTimeKind.Utc);

        var theirs = Assert.Single(await claims.DaysAsync(from, from.AddDays(1), [], TenantScope.Of(["initech"]), default));
        var mine = Assert.Single(await claims.DaysAsync(from, from.AddDays(1), [], Mine, default));

        Assert.Equal((20, 20), (mine.Requests, theirs.Requests));
        Assert.Equal(0, mine.DifferenceNanos);
        Assert.NotNull(await claims.CauseAsync(theirs, [], TenantScope.Of(["initech"]), default));
        Assert.Null(await claims.CauseAsync(theirs, [], Mine, default));
    }

    [Fact]
    public async Task Readers_OfWhatMixesAllTenants_RefuseWhoSeesSome()
    {
        var (imports, reruns, months) = (lab.Get<ImportQueries>(), lab.Get<RerateQueries>(), lab.Get<MonthQueries>());
        Func<Task>[] readers =
        [
            () => imports.ActiveAsync(Mine),
            () => imports.EndedAsync(0, 10, Mine),
            () => imports.ReceivedAsync(0, 10, Mine),
            () => imports.NamesAsync([1], Mine),
            () => imports.FindAsync(1, Mine),
            () => imports.OpenLinesAsync(Mine),
            () => imports.QuarantineAsync(new QuarantineFilter(), 0, 10, Mine),
            () => imports.GroupsAsync(new QuarantineFilter(), Mine),
            async () => await imports.ReadQuarantineAsync(new QuarantineFilter(), Mine).ToListAsync(),
            () => reruns.CountAsync(RerateScope.All, Mine, default),
            () => reruns.PreviewAsync(RerateScope.All, Mine, null, default),
            () => reruns.RunsAsync(0, 10, Mine, default),
            () => reruns.FindAsync(1, Mine, default),
            () => reruns.CorrectionsAsync(1, Mine, default),
            () => months.ListAsync(Mine, default),
            () => months.HistoryAsync(Mine, default),
            () => lab.Get<PriceAs>().PreviewAsync(new PriceAsDraft(), Mine, default),
        ];

        foreach (var reader in readers)
        {
            await Assert.ThrowsAsync<UnauthorizedAccessException>(reader);
        }
    }

    [Fact]
    public async Task Demand_OfWhatConcernsAll_RefusesWhoIsBoundToSome()
    {
        var bound = Lab.Tester with { Tenants = Mine };

        Assert.Throws<UnauthorizedAccessException>(() => bound.Demand(Permission.ManagePricing));
        Assert.Throws<UnauthorizedAccessException>(() => bound.Demand(Permission.ManageTenants, "initech"));
        Assert.Throws<UnauthorizedAccessException>(() => bound.Demand(Permission.ManageTenants, null));
        bound.Demand(Permission.ManageTenants, "acme");
        Lab.Tester.Demand(Permission.ManagePricing);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Get<DemoCompany>().RemoveAsync(bound, default));
    }

    [Fact]
    public void Scopes_AreEqual_WhenTheyNameTheSameTenants()
    {
        Assert.Equal(TenantScope.Of(["a", "b"]), TenantScope.Of(["b", "a", "a"]));
        Assert.Equal(TenantScope.Of(["a", "b"]).GetHashCode(), TenantScope.Of(["b", "a"]).GetHashCode());
        Assert.NotEqual(TenantScope.Of(["a"]), TenantScope.Of(["A"]));
        Assert.NotEqual(TenantScope.Of([]), TenantScope.All);
    }
}
