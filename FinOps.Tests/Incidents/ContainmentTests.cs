using FinOps.Core.Alerts;
using FinOps.Core.Anomalies;
using FinOps.Core.Enforcement;
using FinOps.Core.Incidents;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Incidents;

/// <summary>What is done without a person: pauses where the ladder says so, and cheaper models while spend runs away.</summary>
public sealed class ContainmentTests : IAsyncLifetime
{
    private IncidentLab lab = null!;

    public async Task InitializeAsync()
    {
        lab = await IncidentLab.OpenAsync();
        await lab.PastAsync();
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Theory]
    [InlineData(RuleMode.Enforced, 1, "paused acme")]
    [InlineData(RuleMode.Shadow, 0, "would have paused acme")]
    [InlineData(RuleMode.Off, 0, null)]
    public async Task KillSwitch_OnARunaway_DoesWhatTheLadderSays(RuleMode mode, int pauses, string? note)
    {
        await lab.SetKillSwitchAsync("acme", mode);

        await BurnAsync(3);

        var incident = Assert.Single(await lab.OpenIncidentsAsync()).Incident;
        Assert.Equal(AnomalyVerdict.Kill, incident.Tier);
        var measures = await lab.Lab.ReadAsync(c => c.Measures.Where(m => m.Kind == MeasureKind.Pause));
        Assert.Equal(pauses, measures.Count);
        Assert.All(measures, m => Assert.Equal(("acme", MeasureSource.Incident, $"{incident.Id}"), (m.Tenant, m.Source, m.Incident)));
        var notes = await lab.Lab.ReadAsync(c => c.IncidentEvents.Where(e => e.IncidentId == incident.Id && e.Kind == IncidentEventKind.Contained));
        Assert.Equal(note is null ? 0 : 1, notes.Count);
        Assert.All(notes, n => Assert.Contains(note!, n.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task KillSwitch_AfterAPersonLiftedThePause_LeavesItLifted()
    {
        await lab.SetKillSwitchAsync("acme", RuleMode.Enforced);
        await BurnAsync(3);
        await using (var context = lab.Lab.NewContext())
        {
            await context.Measures.ExecuteUpdateAsync(set => set.SetProperty(m => m.LiftedAtMicros, 1L));
        }

        await BurnAsync(2);

        Assert.Single(await lab.Lab.ReadAsync(c => c.Measures));
    }

    [Fact]
    public async Task CostRateGuard_OnMinutesThatRunAway_DegradesAndTellsOnce()
    {
        // Two dollars an hour are usual; one a minute is thirty times as much.
        await MinutesAsync(8, 1);

        var measure = Assert.Single(await lab.Lab.ReadAsync(c => c.Measures.Where(m => m.Kind == MeasureKind.Degrade)));
        Assert.Equal(("acme", "chat", MeasureSource.Rule), (measure.Tenant, measure.Feature, measure.Source));
        Assert.Equal(measure.SinceMicros + (15 * 60 * 1_000_000L), measure.UntilMicros);
        var alert = Assert.Single(await lab.Lab.ReadAsync(c => c.Alerts.Where(a => a.Kind == AlertKind.CostRateGuard)));
        Assert.Null(alert.RecoveredAtMicros);

        await MinutesAsync(16, 0.03m);

        Assert.NotNull(Assert.Single(await lab.Lab.ReadAsync(c => c.Alerts.Where(a => a.Kind == AlertKind.CostRateGuard))).RecoveredAtMicros);
        Assert.Single(await lab.Lab.ReadAsync(c => c.Measures.Where(m => m.Kind == MeasureKind.Degrade)));
        Assert.Empty(await lab.Lab.ReadAsync(c => c.RateGuards));
    }

    [Fact]
    public async Task CostRateGuard_OnOneDearMinute_StaysOff()
    {
        await MinutesAsync(2, 0.03m);
        await MinutesAsync(1, 4);
        await MinutesAsync(3, 0.03m);

        Assert.Empty(await lab.Lab.ReadAsync(c => c.Measures));
        Assert.Empty(await lab.Lab.ReadAsync(c => c.RateGuards));
    }

    private async Task BurnAsync(int hours)
    {
        for (var i = 0; i < hours; i++)
        {
            await lab.HourAsync(lab.Spend(lab.Hour, 40, user: "u_17"));
        }
    }

    private async Task MinutesAsync(int minutes, decimal usd)
    {
        for (var i = 0; i < minutes; i++)
        {
            var at = lab.Lab.Clock.GetUtcNow().UtcDateTime;
            await lab.ImportAsync([lab.Spend(at, usd) with { RequestId = $"minute-{at:HHmm}", AtUtc = at }]);
            lab.Lab.Clock.Advance(TimeSpan.FromMinutes(1));
            await lab.Scorer.TickAsync(default);
        }
    }
}
