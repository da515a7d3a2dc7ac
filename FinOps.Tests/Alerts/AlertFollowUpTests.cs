using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Alerts;

/// <summary>What nobody takes up is told again and handed on; taking it up ends that.</summary>
public sealed class AlertFollowUpTests : IAsyncLifetime
{
    private AlertLab lab = null!;

    private AlertFollowUp FollowUp => lab.Lab.Get<AlertFollowUp>();

    private AlertEditor Editor => lab.Lab.Get<AlertEditor>();

    public async Task InitializeAsync()
    {
        lab = await AlertLab.OpenAsync();
        await lab.ChannelAsync(AlertChannelKind.Webhook);
        await lab.ChannelAsync(AlertChannelKind.Email, "Customer success");
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task RunAsync_OnWhatNobodyTakesUp_RemindsAtItsPaceAndHandsItOnOnce()
    {
        await lab.RuleAsync(AlertKind.Incident, r => (r.RemindMinutes, r.EscalateMinutes, r.GroupMinutes) = (60, 15, 0));
        await lab.RaiseAsync(AlertLab.Incident(1));
        await PassAsync(14);
        Assert.Equal(["raised"], Told());
        await PassAsync(1);
        Assert.Equal(["raised", "escalated"], Told());
        Assert.StartsWith("Escalated: ", Assert.Single(lab.Mails.Taken).Mail.Subject, StringComparison.Ordinal);

        await PassAsync(120);
        Assert.Equal(["raised", "escalated", "reminder", "reminder"], Told());
    }

    [Fact]
    public async Task RunAsync_ByManyAtOnce_TakesEachStepOnce()
    {
        await lab.RaiseAsync(AlertLab.Incident(1));
        lab.Lab.Clock.Advance(TimeSpan.FromMinutes(15));

        var steps = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => FollowUp.RunAsync(default))));

        Assert.Equal(1, steps.Sum());
    }

    [Fact]
    public async Task AcknowledgeAsync_EndsRemindersAndKeepsTheFirstName()
    {
        var id = await lab.RaiseAsync(AlertLab.Incident(1));
        Assert.IsType<AlertChange.Saved>(await Editor.AcknowledgeAsync(id, Lab.Tester with { Name = "Ada" }, default));
        Assert.IsType<AlertChange.Saved>(await Editor.AcknowledgeAsync(id, Lab.Tester with { Name = "Bob" }, default));
        await PassAsync(200);

        Assert.Equal(["raised"], Told());
        Assert.Equal("Ada", Assert.Single(await lab.Lab.ReadAsync(c => c.Alerts)).AcknowledgedBy);
        Assert.Single(await lab.Lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "alert.acknowledge")));
    }

    [Fact]
    public async Task AcknowledgeAsync_OnATenantOutOfScope_FindsNothing()
    {
        var id = await lab.RaiseAsync(AlertLab.Incident(1, "acme"));
        var all = await lab.RaiseAsync(AlertLab.Incident(2, null));
        var other = Lab.Tester with { Tenants = TenantScope.Of(["globex"]) };
        var own = Lab.Tester with { Tenants = TenantScope.Of(["acme"]) };

        Assert.IsType<AlertChange.Missing>(await Editor.AcknowledgeAsync(id, other, default));
        Assert.IsType<AlertChange.Missing>(await Editor.AcknowledgeAsync(all, own, default));
        Assert.Equal(0, await lab.Lab.Get<AlertQueries>().CountOpenAsync(other, default));
        Assert.Null(await lab.Lab.Get<AlertQueries>().FindAsync(id, other, default));
        Assert.Empty(await lab.Lab.Get<AlertQueries>().DeliveriesAsync(id, other, default));
        Assert.IsType<AlertChange.Saved>(await Editor.AcknowledgeAsync(id, own, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Editor.AcknowledgeAsync(id, Lab.Tester with { Permissions = new HashSet<Permission> { Permission.ViewCosts } }, default));
    }

    [Fact]
    public async Task RecoverAsync_WhereTheRuleKeepsQuiet_TellsOnlyARota()
    {
        await lab.ChannelAsync(AlertChannelKind.PagerDuty);
        await lab.RuleAsync(AlertKind.Incident, r => r.TellsRecovery = false);
        await lab.RaiseAsync(AlertLab.Incident(1));
        await lab.RecoverAsync(AlertLab.Incident(1));
        await PassAsync(5);

        Assert.Equal(["raised"], Told());
        Assert.Equal(["trigger", "resolve"], lab.Receiver.Taken.Where(r => r.Path == "/v2/enqueue").Select(r => (string)r.Json["event_action"]!));
    }

    private IEnumerable<string> Told() => lab.Receiver.Taken.Where(r => r.Path != "/v2/enqueue").Select(r => (string)r.Json["occasion"]!);

    private async Task PassAsync(int minutes)
    {
        await lab.Sender.SendAsync(default);
        for (var i = 0; i < minutes; i++)
        {
            lab.Lab.Clock.Advance(TimeSpan.FromMinutes(1));
            await FollowUp.RunAsync(default);
            await lab.Sender.SendAsync(default);
        }
    }
}
