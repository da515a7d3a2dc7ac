using FinOps.Core.Alerts;
using FinOps.Core.Data;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Alerts;

/// <summary>Alerts are raised once, with what is to be sent about them, in the transaction of their cause.</summary>
public sealed class AlertTrailTests : IAsyncLifetime
{
    private Lab lab = null!;

    public async Task InitializeAsync()
    {
        lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await using var context = lab.NewContext();
        context.AlertChannels.AddRange(
            new AlertChannel { Name = "finance", Kind = AlertChannelKind.Email, Audience = "[\"Finance\"]" },
            new AlertChannel { Name = "cs of acme", Kind = AlertChannelKind.Slack, Audience = "[\"Customer success\"]", Tenants = "[\"acme\"]" },
            new AlertChannel { Name = "rota", Kind = AlertChannelKind.PagerDuty, Audience = "[\"On-call\"]" },
            new AlertChannel { Name = "off", Kind = AlertChannelKind.Email, Audience = "[\"Finance\"]", IsEnabled = false });
        await context.SaveChangesAsync();
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task RaiseAsync_Twice_AddsOneAlertWithADeliveryForEachChannelOfItsAudience()
    {
        Assert.True(await RaiseAsync(Crossed("80", "acme")));
        Assert.False(await RaiseAsync(Crossed("80", "acme")));
        Assert.True(await RaiseAsync(Crossed("100", "globex")));

        var sent = (await lab.ReadAsync(c => c.AlertDeliveries.OrderBy(d => d.Id).Select(d => new { d.Alert!.Step, d.ChannelId, d.State }))).Select(d => (d.Step, d.ChannelId, d.State));
        Assert.Equal([("80", 1, DeliveryState.Waiting), ("80", 2, DeliveryState.Waiting), ("100", 1, DeliveryState.Waiting)], sent);
    }

    [Fact]
    public async Task RaiseAsync_ByManyAtOnce_AddsOne()
    {
        var raised = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RaiseAsync(Crossed("80", "acme")))));

        Assert.Single(raised, r => r);
        Assert.Single(await lab.ReadAsync(c => c.Alerts));
    }

    [Fact]
    public async Task RaiseAsync_InATransactionThatFails_LeavesNothingAndMayComeAgain()
    {
        await using (var context = lab.NewContext())
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            Assert.True(await AlertTrail.RaiseAsync(context, Crossed("80", "acme"), default));
            await context.SaveChangesAsync();
        }

        Assert.Empty(await lab.ReadAsync(c => c.AlertDeliveries));
        Assert.True(await RaiseAsync(Crossed("80", "acme")));
    }

    [Fact]
    public async Task RaiseAsync_WhileTheRuleIsOff_RaisesNothing()
    {
        await using (var context = lab.NewContext())
        {
            var rule = AlertRules.Default(AlertKind.BudgetThreshold);
            rule.IsEnabled = false;
            context.AlertRules.Add(rule);
            await context.SaveChangesAsync();
        }

        Assert.False(await RaiseAsync(Crossed("80", "acme")));
        Assert.Empty(await lab.ReadAsync(c => c.Alerts));
    }

    [Fact]
    public async Task RaiseAsync_SoonAfterAnother_WaitsToGoWithWhatFollows()
    {
        await RaiseAsync(Crossed("50", "acme"));
        lab.Clock.Advance(TimeSpan.FromMinutes(2));
        await RaiseAsync(Crossed("80", "acme"));
        lab.Clock.Advance(TimeSpan.FromMinutes(1));
        await RaiseAsync(Crossed("100", "acme"));

        var due = await lab.ReadAsync(c => c.AlertDeliveries.Where(d => d.ChannelId == 1).OrderBy(d => d.Id).Select(d => d.DueAtMicros));
        var start = Instants.ToMicros(Lab.Now);
        Assert.Equal([start, start + (5 * 60 * Instants.MicrosPerSecond), start + (5 * 60 * Instants.MicrosPerSecond)], due);
    }

    [Theory]
    [InlineData(AlertSeverity.Warning, 8)]
    [InlineData(AlertSeverity.Critical, 0)]
    public async Task RaiseAsync_InQuietHours_HoldsBackWhatIsNotCritical(AlertSeverity severity, int hours)
    {
        await using (var context = lab.NewContext())
        {
            // 12:00 UTC is 21:00 in Tokyo; quiet from 20:00 to 05:00 there.
            var rule = AlertRules.Default(AlertKind.BudgetThreshold);
            (rule.QuietFromMinute, rule.QuietToMinute, rule.QuietZone) = (20 * 60, 5 * 60, "Asia/Tokyo");
            context.AlertRules.Add(rule);
            await context.SaveChangesAsync();
        }

        await RaiseAsync(Crossed("80", "acme") with { Severity = severity });

        var due = Assert.Single(await lab.ReadAsync(c => c.AlertDeliveries.Where(d => d.ChannelId == 1).Select(d => d.DueAtMicros)));
        Assert.Equal(Instants.ToMicros(Lab.Now.AddHours(hours)), due);
    }

    [Fact]
    public async Task RecoverAsync_OnAnAlertThatWasTold_TellsTheSameChannelsOnce()
    {
        var fact = new AlertFact(AlertKind.Incident, AlertSeverity.Critical, "incident:3", "3", "", "Acme burns", "$80 an hour over what is usual", "/incidents/3", "acme");
        await RaiseAsync(fact);
        await RecoverAsync("incident:3");
        await RecoverAsync("incident:3");

        Assert.Equal((Instants.ToMicros(Lab.Now), "over"), Assert.Single((await lab.ReadAsync(c => c.Alerts)).Select(a => (a.RecoveredAtMicros!.Value, a.RecoveryText))));
        Assert.Equal([(3, AlertOccasion.Raised), (3, AlertOccasion.Recovered)], (await lab.ReadAsync(c => c.AlertDeliveries.OrderBy(d => d.Id))).Select(d => (d.ChannelId, d.Occasion)));
        Assert.False(await RaiseAsync(fact));
    }

    private static AlertFact Crossed(string step, string tenant) =>
        new(AlertKind.BudgetThreshold, AlertSeverity.Warning, "budget:12", "2026-10", step, $"{step} % of the budget is spent", "", "/budgets/12", tenant);

    private async Task<bool> RaiseAsync(AlertFact fact)
    {
        await using var context = lab.NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        var isRaised = await AlertTrail.RaiseAsync(context, fact, default);
        await context.SaveChangesAsync();
        await transaction.CommitAsync();
        return isRaised;
    }

    private async Task RecoverAsync(string scope)
    {
        await using var context = lab.NewContext();
        await AlertTrail.RecoverAsync(context, AlertKind.Incident, scope, "3", "over", default);
        await context.SaveChangesAsync();
    }
}
