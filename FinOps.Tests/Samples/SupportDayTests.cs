using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Derivations;
using FinOps.Core.Imports;
using FinOps.Core.Outcomes;

namespace FinOps.Tests.Samples;

/// <summary>The worked example of docs/outcomes.md: a support product with 3 million tokens a ticket and 800 tickets a day.</summary>
public sealed class SupportDayTests
{
    private const int Tickets = 800;
    private const int CallsPerTicket = 10;
    private const int Input = 290_000;
    private const int Cached = 200_000;
    private const int Output = 10_000;
    private static readonly OutcomeQuery Day = new("resolved_query", new DateOnly(2026, 10, 14), new DateOnly(2026, 10, 15));

    // gpt-4.1 in October 2026: 2.00, cached 0.50 and 8.00 USD for a million tokens.
    private const decimal PerTicket = CallsPerTicket * (((Input - Cached) * 2.00m) + (Cached * 0.50m) + (Output * 8.00m)) / 1_000_000m;

    [Fact]
    public async Task SupportDay_ThreeMillionTokensATicket_CostsWhatTheArithmeticSays()
    {
        await using var database = await SampleDatabase.CreateAsync();
        var usage = await database.ImportSampleAsync("support-day.ndjson.gz");
        var outcomes = await database.ImportSampleAsync("support-day-outcomes.ndjson.gz");
        await database.Get<DayDeriver>().DeriveAsync(default);

        var total = (await database.Get<OutcomeQueries>().RunAsync(Day, TenantScope.All, default))!.Total;

        Assert.Equal((ImportKind.Usage, (long)Tickets * CallsPerTicket, ImportKind.Outcomes, (long)Tickets), (usage.Kind, usage.NewRecords, outcomes.Kind, outcomes.NewRecords));
        Assert.Equal(3.60m, PerTicket);
        Assert.Equal((800L, 720L, 800L, 8_000L), (total.Outcomes, total.Successes, total.Joined, total.Calls));
        Assert.Equal(3_000_000m, total.TokensPerOutcome);
        Assert.Equal((PerTicket, CostBasis.Joined), (total.PerOutcome.Usd, total.PerOutcome.Basis));
        Assert.Equal(80 * PerTicket, total.UnresolvedCostNanos / 1_000_000_000m);
        Assert.Equal(Tickets * PerTicket / 720, total.Loaded.Usd);
        Assert.Equal(160 * PerTicket / 80, total.PerCorrect.Usd);
        Assert.Equal(Tickets * PerTicket, (await database.CostsAsync(new(2026, 10, 14, 0, 0, 0, DateTimeKind.Utc), new(2026, 10, 15, 0, 0, 0, DateTimeKind.Utc))).Total.EffectiveCostUsd);
    }

    [Fact]
    public async Task SupportDay_InGroups_AddsUpAndSaysWhereTheSideCallIs()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await database.ImportSampleAsync("support-day.ndjson.gz");
        await database.ImportSampleAsync("support-day-outcomes.ndjson.gz");
        await database.Get<DayDeriver>().DeriveAsync(default);
        var queries = database.Get<OutcomeQueries>();

        var feature = Assert.Single((await queries.RunAsync(Day with { GroupBy = CostDimension.Feature }, TenantScope.All, default))!.Rows);
        var tenants = (await queries.RunAsync(Day with { GroupBy = CostDimension.Tenant }, TenantScope.All, default))!.Rows;
        var acme = (await queries.RunAsync(Day, TenantScope.Of(["acme"]), default))!.Total;

        // One call in ten is a guardrail's, which carries no session and is found by its trace.
        Assert.Equal(("support-agent", 720 * PerTicket), (feature.Key, feature.Sums.ResolvedCostNanos / 1_000_000_000m));
        Assert.Equal(Tickets * PerTicket * 0.9m, feature.Sums.OwnFeatureCostNanos / 1_000_000_000m);
        Assert.Equal(5, tenants.Count);
        Assert.Equal(160, acme.Outcomes);
        Assert.Equal(acme.ResolvedCostNanos, tenants.Single(t => t.Key == "acme").Sums.ResolvedCostNanos);
        Assert.InRange(feature.Sums.Histogram!.Quantile(0.5)!.Value, (long)(PerTicket * 980_000_000m), (long)(PerTicket * 1_020_000_000m));
    }

    [Fact]
    public async Task SupportDay_Sessions_CostTheirCallsAndAreAllAboveTheLine()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await database.ImportSampleAsync("support-day.ndjson.gz");
        await database.Get<DayDeriver>().DeriveAsync(default);
        var queries = database.Get<SessionQueries>();

        var all = await queries.ByFeatureAsync(Day.From, Day.To, [], TenantScope.All, default);
        var globex = await queries.ByFeatureAsync(Day.From, Day.To, [], TenantScope.Of(["globex"]), default);
        var days = await queries.ByDayAsync(Day.From.AddDays(-1), Day.To, [new CostFilter(CostDimension.Feature, ["support-agent"])], TenantScope.All, default);

        // The tenth call of a ticket carries no session.
        var row = Assert.Single(all.Rows);
        Assert.Equal(("support-agent", 800L, 7_200L, 0.9m * PerTicket), (row.Key, row.Sums.Sessions, row.Sums.Calls, row.Sums.PerSession));
        Assert.Equal((800L, 160L, 800L), (all.Total.Sessions, globex.Total.Sessions, row.Sums.Histogram!.CountAbove(queries.LineNanos)));
        Assert.Equal((Day.From, 800L), Assert.Single(days.Select(d => (d.Key, d.Value.Sessions))));
        await Assert.ThrowsAsync<ArgumentException>(() => queries.ByFeatureAsync(Day.From, Day.To, [new CostFilter(CostDimension.Model, ["gpt-4.1"])], TenantScope.All, default));
    }

    [Fact]
    public async Task SupportDay_OutcomesWithoutAnId_AreARatioOfTheFeaturesCost()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await database.ImportSampleAsync("support-day.ndjson.gz");
        var path = Path.Combine(Directory.CreateTempSubdirectory("finops-ratio-").FullName, "results.csv");
        await File.WriteAllTextAsync(path, "timestamp,outcome_type,feature,quantity\n2026-10-14T20:00:00Z,resolved_query,support-agent,600\n2026-10-14T21:00:00Z,resolved_query,support-agent,120\n");
        await database.ImportAsync(path, null);
        await database.Get<DayDeriver>().DeriveAsync(default);

        var total = (await database.Get<OutcomeQueries>().RunAsync(Day, TenantScope.All, default))!.Total;
        var nothing = (await database.Get<OutcomeQueries>().RunAsync(Day with { TypeKey = "agent_task" }, TenantScope.All, default))!.Total;

        Assert.Equal((Tickets * PerTicket * 0.9m / 720, CostBasis.Ratio), (total.PerOutcome.Usd, total.PerOutcome.Basis));
        Assert.Equal((0L, 0d), (total.Joined, total.JoinCoverage));
        Assert.Equal(((decimal?)null, CostBasis.None), (nothing.PerOutcome.Usd, nothing.PerOutcome.Basis));
        Assert.NotEmpty(nothing.PerOutcome.Reason);
        Assert.Null(await database.Get<OutcomeQueries>().RunAsync(Day with { TypeKey = "no-such" }, TenantScope.All, default));
        TempFolders.Remove(Path.GetDirectoryName(path)!);
    }
}
