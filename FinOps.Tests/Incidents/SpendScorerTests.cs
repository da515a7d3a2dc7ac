using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Anomalies;
using FinOps.Core.Incidents;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Incidents;

/// <summary>From usage to incidents, end to end on a real database: opened once, closed when it is over, never by what came late.</summary>
public sealed class SpendScorerTests : IAsyncLifetime
{
    private IncidentLab lab = null!;

    public async Task InitializeAsync()
    {
        lab = await IncidentLab.OpenAsync();
        await lab.PastAsync();
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task TickAsync_OnUsualSpend_OpensNothing()
    {
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(0, (await lab.UsualHourAsync()).Opened);
        }

        Assert.Empty(await lab.OpenIncidentsAsync());
    }

    [Fact]
    public async Task TickAsync_OnARunaway_OpensOneIncidentAndTellsOnce()
    {
        await BurnAsync(3);

        var row = Assert.Single(await lab.OpenIncidentsAsync());
        Assert.Equal(("acme", ScopeKind.Tenant, AnomalyVerdict.Kill, IncidentState.Open), (row.Tenant, row.Incident.Kind, row.Incident.Tier, row.Incident.State));
        Assert.True(row.Incident.ZEq > 4, $"z_eq is {row.Incident.ZEq}.");
        var alerts = await lab.Lab.ReadAsync(c => c.Alerts.Where(a => a.Kind == AlertKind.Incident));
        Assert.Equal(["kill"], alerts.Select(a => a.Step).Distinct().Except(["opened"]));
        Assert.All(alerts, a => Assert.Equal(($"incident:{row.Incident.Id}", "acme"), (a.Scope, a.Tenant)));
        Assert.Equal(alerts.Count, alerts.Select(a => a.Step).Distinct().Count());
    }

    [Fact]
    public async Task TickAsync_AfterARestart_GoesOnWithTheSameIncident()
    {
        await BurnAsync(2);
        var before = Assert.Single(await lab.OpenIncidentsAsync()).Incident;

        // Another scorer on the same database is what a restarted process is.
        await lab.ImportAsync([lab.Spend(lab.Hour, 40)]);
        lab.Lab.Clock.Advance(TimeSpan.FromMinutes(59));
        using (var restarted = lab.AnotherScorer())
        {
            await restarted.TickAsync(default);
        }

        var after = Assert.Single(await lab.OpenIncidentsAsync()).Incident;
        Assert.Equal((before.Id, 3 * 39_999_990_000L), (after.Id, after.SpentNanos));
        Assert.Equal((0L, 0, 0), await lab.Scorer.TickAsync(default) is var report ? (report.Records, report.Opened, report.Resolved) : default);
    }

    [Fact]
    public async Task TickAsync_OnceSpendIsUsualAgain_ClosesAfterThreeHours()
    {
        await BurnAsync(3);
        var id = Assert.Single(await lab.OpenIncidentsAsync()).Incident.Id;
        var firstCalm = lab.Hour;

        for (var i = 0; i < 3; i++)
        {
            await lab.UsualHourAsync();
            Assert.Single(await lab.OpenIncidentsAsync());
        }

        await lab.UsualHourAsync();

        Assert.Empty(await lab.OpenIncidentsAsync());
        var incident = (await lab.Queries.FindAsync(id, TenantScope.All, default))!.Row.Incident;
        Assert.Equal((IncidentState.Resolved, FinOps.Core.Data.Instants.ToHour(FinOps.Core.Data.Instants.ToMicros(firstCalm))), (incident.State, incident.ToHour));
        Assert.NotNull(Assert.Single((await lab.Lab.ReadAsync(c => c.Alerts.Where(a => a.Kind == AlertKind.Incident && a.Step == "kill")))).RecoveredAtMicros);

        // The day so far still holds what it cost: that is no news.
        for (var i = 0; i < 3; i++)
        {
            await lab.UsualHourAsync();
        }

        Assert.Empty(await lab.OpenIncidentsAsync());
    }

    [Fact]
    public async Task TickAsync_OnOldUsage_OpensNothing()
    {
        var old = lab.Hour.AddDays(-3);
        await lab.ImportAsync(Enumerable.Range(0, 12).Select(i => lab.Spend(old.AddHours(i), 500, user: "late")));

        await lab.Scorer.TickAsync(default);
        await lab.UsualHourAsync();
        await lab.Scorer.RunAsync(default);

        Assert.Empty(await lab.OpenIncidentsAsync());
        Assert.Empty(await lab.Lab.ReadAsync(c => c.Alerts.Where(a => a.Kind == AlertKind.Incident)));
    }

    [Fact]
    public async Task TickAsync_ByTwoProcessesAtOnce_CountsEachRecordOnce()
    {
        using var other = lab.AnotherScorer();
        await lab.ImportAsync([lab.Spend(lab.Hour, 2.5m)]);

        await Task.WhenAll(lab.Scorer.TickAsync(default), other.TickAsync(default));
        await lab.Scorer.TickAsync(default);

        var spent = await lab.SpentAsync(ScopeKind.Tenant, lab.Hour);
        Assert.Equal(2_499_990_000L, spent);
    }

    [Fact]
    public async Task SeriesOfAScope_AreWhatItsRecordsCost()
    {
        await lab.ImportAsync([lab.Spend(lab.Hour, 3, feature: "search"), lab.Spend(lab.Hour, 4, feature: "chat"), lab.Spend(lab.Hour, 5, tenant: "globex")]);
        await lab.Scorer.TickAsync(default);

        Assert.Equal(7_000_000_000, await lab.SpentAsync(ScopeKind.Tenant, lab.Hour, tenant: "acme"), 30_000d);
        Assert.Equal(9_000_000_000, await lab.SpentAsync(ScopeKind.Feature, lab.Hour, feature: "chat"), 30_000d);
        Assert.Equal(5_000_000_000, await lab.SpentAsync(ScopeKind.TenantFeature, lab.Hour, tenant: "globex", feature: "chat"), 30_000d);
        Assert.Equal(12_000_000_000, await lab.SpentAsync(ScopeKind.Model, lab.Hour), 30_000d);
    }

    [Fact]
    public async Task RecomputeAsync_OnStoredScores_GivesTheSame()
    {
        await BurnAsync(3);
        var id = Assert.Single(await lab.OpenIncidentsAsync()).Incident.Id;

        // Usage of yesterday that comes late changes the series, not what the scores rest on.
        await lab.ImportAsync([lab.Spend(lab.Hour.AddHours(-20), 9, user: "yesterday")]);
        await lab.UsualHourAsync();

        var report = await lab.Queries.RecomputeAsync(id, TenantScope.All, default);
        Assert.True(report!.Checked >= 5);
        Assert.Empty(report.Different);

        await using var context = lab.Lab.NewContext();
        await context.IncidentScores.Where(s => s.IncidentId == id && s.Grain == SeriesGrain.Hour).ExecuteUpdateAsync(set => set.SetProperty(s => s.ZEq, s => s.ZEq + 0.01));
        Assert.NotEmpty((await lab.Queries.RecomputeAsync(id, TenantScope.All, default))!.Different);
    }

    [Fact]
    public async Task Incident_ExplainsItsExcess()
    {
        for (var i = 0; i < 2; i++)
        {
            await lab.HourAsync(lab.Spend(lab.Hour, 2.2m, user: "u_1"), lab.Spend(lab.Hour, 36, feature: "agent", user: "u_17"), lab.Spend(lab.Hour, 6, feature: "agent", user: "u_18"));
        }

        var row = Assert.Single(await lab.OpenIncidentsAsync());
        var why = Explanation.Of(row.Incident.Contributors);
        Assert.Equal(["agent", LabPrices.Even, "u_17"], why.Chain.Select(c => c.Key));
        Assert.Equal("u_17", why.Items.First(c => c.Dimension == "user").Key);
        Assert.Contains("is agent on even-1 by user u_17", row.Sentence, StringComparison.Ordinal);

        // 36 of 44.2 dollars, less what the same hour of other days spends: 2 to 2.4, 2.2 on average.
        Assert.InRange(why.ChainShare, 0.84m, 0.88m);
        Assert.All(why.Items.GroupBy(c => c.Dimension), d => Assert.True(d.Sum(c => c.ExcessNanos) >= why.ExcessNanos * 0.8m, $"{d.Key} explains too little."));
    }

    private async Task BurnAsync(int hours)
    {
        for (var i = 0; i < hours; i++)
        {
            await lab.HourAsync(lab.Spend(lab.Hour, 40, user: "u_17"));
        }
    }
}
