using System.Globalization;
using FinOps.Core.Alerts;
using FinOps.Core.Data;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FinOps.Tests.Alerts;

/// <summary>What is in the outbox reaches its receivers, once each, whatever fails on the way.</summary>
public sealed class AlertSenderTests : IAsyncLifetime
{
    private AlertLab lab = null!;

    public async Task InitializeAsync() => lab = await AlertLab.OpenAsync();

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task Receiver_DownForAnHour_GetsEverythingOnceWhenItIsBack()
    {
        await lab.ChannelAsync(AlertChannelKind.Webhook);
        await lab.RuleAsync(AlertKind.Incident, r => r.GroupMinutes = 0);
        lab.Receiver.Answer = _ => (503, "down");
        for (var i = 1; i <= 12; i++)
        {
            await lab.RaiseAsync(AlertLab.Incident(i));
            await lab.PassAsync(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30));
        }

        Assert.Empty(lab.Receiver.Taken);
        lab.Receiver.Answer = _ => (200, "ok");
        await lab.PassAsync(TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(30));

        Assert.Equal(Enumerable.Range(1, 12).Select(i => $"Incident {i}"), lab.Receiver.Taken.Select(r => (string)r.Json["alerts"]![0]!["title"]!).OrderBy(t => int.Parse(t[9..], CultureInfo.InvariantCulture)));
        Assert.Equal(12, lab.Receiver.Taken.Select(r => r.Delivery).Distinct().Count());
        Assert.All(lab.Receiver.All.GroupBy(r => r.Delivery), tries => Assert.Single(tries.Select(t => t.Body).Distinct()));
        Assert.True(lab.Receiver.All.Count > 12);
        Assert.All(await lab.StatesAsync(), s => Assert.Equal(DeliveryState.Delivered, s));
        Assert.Equal(lab.Receiver.All.Count, (await lab.Lab.ReadAsync(c => c.AlertTries)).Count);
    }

    [Fact]
    public async Task Receiver_DownForTooLong_IsGivenUpAndSentAgainByAPerson()
    {
        await lab.ChannelAsync(AlertChannelKind.Webhook);
        lab.Receiver.Answer = _ => (500, "broken");
        var id = await lab.RaiseAsync(AlertLab.Incident(1));
        await lab.PassAsync(TimeSpan.FromHours(24), TimeSpan.FromMinutes(10));
        Assert.Equal([DeliveryState.Waiting], await lab.StatesAsync());

        await lab.PassAsync(TimeSpan.FromHours(3), TimeSpan.FromMinutes(10));
        Assert.Equal([DeliveryState.Dead], await lab.StatesAsync());
        var tries = lab.Receiver.All.Count;
        await lab.PassAsync(TimeSpan.FromHours(3), TimeSpan.FromMinutes(10));
        Assert.Equal(tries, lab.Receiver.All.Count);

        lab.Receiver.Answer = _ => (200, "ok");
        Assert.Equal(1, await lab.Lab.Get<AlertEditor>().RetryAsync(id, Lab.Tester, default));
        await lab.Sender.SendAsync(default);

        Assert.Single(lab.Receiver.Taken);
        Assert.Single(lab.Receiver.All.Select(r => r.Delivery).Distinct());
        Assert.Single(await lab.Lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "alert.retry")));
    }

    [Fact]
    public async Task SendAsync_ByManyAtOnce_SendsEachOnce()
    {
        await lab.ChannelAsync(AlertChannelKind.Webhook);
        await lab.RuleAsync(AlertKind.Incident, r => r.GroupMinutes = 0);
        await lab.RaiseAsync([.. Enumerable.Range(1, 20).Select(i => AlertLab.Incident(i))]);
        var senders = Enumerable.Range(0, 4).Select(_ => new AlertSender(
            lab.Lab.Get<IDbContextFactory<FinOpsDbContext>>(), lab.Lab.Get<ChannelSecrets>(), lab.Lab.Get<IEnumerable<IAlertMessenger>>(), new AlertFeed(), lab.Lab.Get<IOptions<AlertOptions>>(),
            lab.Lab.Clock, NullLogger<AlertSender>.Instance)).ToList();

        await Task.WhenAll(senders.Select(s => Task.Run(() => s.SendAsync(default))));
        await lab.Sender.SendAsync(default);

        Assert.Equal(20, lab.Receiver.All.Count);
        Assert.Equal(20, lab.Receiver.All.Select(r => r.Delivery).Distinct().Count());
    }

    [Fact]
    public async Task Sender_ThatDiesBeforeItNotes_LeavesTheMessageToOthersUnderTheSameKey()
    {
        var channel = await lab.ChannelAsync(AlertChannelKind.PagerDuty);
        await lab.RaiseAsync(AlertLab.Incident(1));
        await using (var context = lab.Lab.NewContext())
        {
            var taken = await AlertQueue.TakeAsync(context, channel, false, lab.Lab.Clock.NowMicros(), default);
            Assert.True((await lab.Sender.TryAsync(await context.AlertChannels.FindAsync(channel) ?? throw new InvalidOperationException(), taken!.Message, default)).IsDelivered);
        }

        await lab.Sender.SendAsync(default);
        Assert.Single(lab.Receiver.All);
        await lab.PassAsync(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(1));

        Assert.Equal(2, lab.Receiver.All.Count);
        Assert.Single(lab.Receiver.All.Select(r => (string)r.Json["dedup_key"]!).Distinct());
        Assert.Equal([DeliveryState.Delivered], await lab.StatesAsync());
    }

    [Fact]
    public async Task PagerDuty_WhileItIsDown_ResolvesNothingBeforeItWasTriggered()
    {
        await lab.ChannelAsync(AlertChannelKind.PagerDuty);
        lab.Receiver.Answer = _ => (429, "slow down");
        var fact = AlertLab.Incident(1);
        var id = await lab.RaiseAsync(fact);
        await lab.Sender.SendAsync(default);
        await lab.Lab.Get<AlertEditor>().AcknowledgeAsync(id, Lab.Tester, default);
        await lab.RecoverAsync(fact);
        lab.Receiver.Answer = _ => (202, "{\"status\":\"success\"}");
        await lab.Sender.SendAsync(default);
        Assert.Empty(lab.Receiver.Taken);
        await lab.PassAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(10));

        Assert.Equal(["trigger", "acknowledge", "resolve"], lab.Receiver.Taken.Select(r => (string)r.Json["event_action"]!));
        Assert.Single(lab.Receiver.Taken.Select(r => (string)r.Json["dedup_key"]!).Distinct());
        Assert.All(lab.Receiver.Taken, r => Assert.Equal(AlertLab.RoutingKey, (string)r.Json["routing_key"]!));
    }

    [Fact]
    public async Task Alerts_ThatFollowSoon_GoInOneMessageThatListsThem()
    {
        await lab.ChannelAsync(AlertChannelKind.Slack);
        await lab.RuleAsync(AlertKind.Incident, r => r.GroupMinutes = 10);
        await lab.RaiseAsync(AlertLab.Incident(1));
        await lab.Sender.SendAsync(default);
        for (var i = 2; i <= 5; i++)
        {
            await lab.PassAsync(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            await lab.RaiseAsync(AlertLab.Incident(i));
        }

        Assert.Single(lab.Receiver.Taken);
        await lab.PassAsync(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1));

        Assert.Equal(2, lab.Receiver.Taken.Count);
        Assert.Equal("4 alerts: Incident", (string)lab.Receiver.Taken.Last().Json["text"]!);
        Assert.All(Enumerable.Range(2, 4), i => Assert.Contains($"Incident {i}", lab.Receiver.Taken.Last().Body, StringComparison.Ordinal));
        Assert.All(await lab.StatesAsync(), s => Assert.Equal(DeliveryState.Delivered, s));
    }

    [Fact]
    public async Task Alerts_OfQuietHours_GoInTheMorningTogether()
    {
        await lab.ChannelAsync(AlertChannelKind.Email);
        await lab.RuleAsync(AlertKind.Incident, r => (r.QuietFromMinute, r.QuietToMinute, r.QuietZone) = (11 * 60, 14 * 60, "Etc/UTC"));
        await lab.RaiseAsync(AlertLab.Incident(1, severity: AlertSeverity.Warning));
        await lab.PassAsync(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(10));
        await lab.RaiseAsync(AlertLab.Incident(2, severity: AlertSeverity.Warning));
        await lab.RaiseAsync(AlertLab.Incident(3));
        await lab.Sender.SendAsync(default);
        Assert.Equal("Incident 3", Assert.Single(lab.Mails.Taken).Mail.Subject);

        await lab.PassAsync(TimeSpan.FromMinutes(100), TimeSpan.FromMinutes(10));

        Assert.Equal(["Incident 3", "2 alerts: Incident"], lab.Mails.Taken.Select(m => m.Mail.Subject));
    }

    [Fact]
    public async Task Channel_ThatIsTurnedOff_IsToldNothingThatWaits()
    {
        var id = await lab.ChannelAsync(AlertChannelKind.Webhook);
        await lab.RaiseAsync(AlertLab.Incident(1));
        Assert.IsType<AlertChange.Saved>(await lab.Lab.Get<ChannelEditor>().SaveAsync(lab.Draft(AlertChannelKind.Webhook) with { Id = id, IsEnabled = false, Version = 1 }, Lab.Tester, default));

        await lab.Sender.SendAsync(default);

        Assert.Empty(lab.Receiver.All);
        Assert.Equal([DeliveryState.Dropped], await lab.StatesAsync());
    }
}
