using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Alerts.Channels;
using FinOps.Core.Outgoing;
using FinOps.Tests.Browser;
using FinOps.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Alerts;

/// <summary>Channels keep their secrets, refuse addresses behind the console, and say what they are told without being led by it.</summary>
public sealed class ChannelTests : IAsyncLifetime
{
    private AlertLab lab = null!;

    private ChannelEditor Editor => lab.Lab.Get<ChannelEditor>();

    public static TheoryData<AlertChannelKind> Kinds() => [.. Enum.GetValues<AlertChannelKind>()];

    public async Task InitializeAsync() => lab = await AlertLab.OpenAsync();

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task TestAsync_OnAChannel_SendsAndShowsTheAnswer(AlertChannelKind kind)
    {
        var id = await lab.ChannelAsync(kind);

        var result = await Editor.TestAsync(id, Lab.Tester, default);

        Assert.True(result!.IsDelivered, result.Answer);
        Assert.Equal(kind switch { AlertChannelKind.Email => 0, AlertChannelKind.PagerDuty => 2, _ => 1 }, lab.Receiver.Taken.Count);
        Assert.Equal(kind == AlertChannelKind.Email ? 1 : 0, lab.Mails.Taken.Count);
        Assert.Equal(result.IsDelivered, Assert.Single(await lab.Lab.Get<AlertQueries>().ChannelsAsync(Lab.Tester, default)).Last!.IsDelivered);
        Assert.Single(await lab.Lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "alert-channel.test")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Secrets_OfAChannel_AreNowhereInTheClear(AlertChannelKind kind)
    {
        await using var closed = await AlertLab.OpenAsync(s => s.AddSingleton<ISecretProtection, Scrambled>());
        var draft = closed.Draft(kind);
        closed.Receiver.Answer = r => (500, $"no such hook {r.Path} {r.Body}");
        var id = await closed.ChannelAsync(kind);
        await closed.RaiseAsync(AlertLab.Incident(1));
        await closed.Sender.SendAsync(default);
        await Editor_TestAsync();
        Assert.IsType<AlertChange.Saved>(await closed.Lab.Get<ChannelEditor>().SaveAsync(draft with { Id = id, Version = 1, Address = "", Secret = "", Name = "renamed" }, Lab.Tester, default));

        var stored = JsonSerializer.Serialize(new
        {
            Channels = await closed.Lab.ReadAsync(c => c.AlertChannels), Tries = await closed.Lab.ReadAsync(c => c.AlertTries), Deliveries = await closed.Lab.ReadAsync(c => c.AlertDeliveries),
            Audit = await closed.Lab.ReadAsync(c => c.AuditEntries), Rows = await closed.Lab.Get<AlertQueries>().ChannelsAsync(Lab.Tester, default),
        });
        Assert.DoesNotContain("very-secret-path", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(AlertLab.Secret, stored, StringComparison.Ordinal);
        if (kind != AlertChannelKind.PagerDuty)
        {
            Assert.DoesNotContain(AlertLab.RoutingKey, stored, StringComparison.Ordinal);
        }

        Task<SendResult?> Editor_TestAsync() => closed.Lab.Get<ChannelEditor>().TestAsync(id, Lab.Tester, default);
    }

    [Theory]
    [InlineData("https://10.0.0.5/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("http://example.com/hook")]
    [InlineData("https://user:pass@example.com/hook")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task SaveAsync_WithAnAddressBehindTheConsole_IsRefusedAtTheField(string address)
    {
        await using var strict = await AlertLab.OpenAsync(s => s.Configure<OutgoingOptions>(o => (o.AllowHttp, o.PrivateHosts) = (false, "")));

        var answer = await strict.Lab.Get<ChannelEditor>().SaveAsync(strict.Draft(AlertChannelKind.Webhook) with { Address = address }, Lab.Tester, default);

        Assert.Equal("Address", Assert.Single(Assert.IsType<AlertChange.Invalid>(answer).Faults).Field);
    }

    [Fact]
    public async Task Receiver_ThatRedirects_IsNotFollowed()
    {
        lab.Receiver.Answer = _ => (302, "");
        var result = await Editor.TestAsync(await lab.ChannelAsync(AlertChannelKind.Webhook), Lab.Tester, default);

        Assert.Equal((false, 302), (result!.IsDelivered, result.Status!.Value));
        Assert.Contains("redirect", result.Answer, StringComparison.Ordinal);
        Assert.Single(lab.Receiver.All);
    }

    [Fact]
    public async Task Webhook_IsSignedOverTimeAndBody()
    {
        await Editor.TestAsync(await lab.ChannelAsync(AlertChannelKind.Webhook), Lab.Tester, default);

        var received = Assert.Single(lab.Receiver.Taken);
        var header = received.Headers[WebhookMessenger.SignatureHeader];
        Assert.Equal(WebhookMessenger.Sign(AlertLab.Secret, lab.Lab.Clock.GetUtcNow().ToUnixTimeSeconds(), received.Body), header);
        Assert.NotEqual(WebhookMessenger.Sign(AlertLab.Secret + "x", lab.Lab.Clock.GetUtcNow().ToUnixTimeSeconds(), received.Body), header);
        Assert.Equal((string)received.Json["id"]!, received.Delivery);
    }

    [Fact]
    public async Task SaveAsync_OfAWebhookWithoutASecret_MakesOneAndShowsItOnce()
    {
        var saved = Assert.IsType<AlertChange.Saved>(await Editor.SaveAsync(lab.Draft(AlertChannelKind.Webhook) with { Secret = "" }, Lab.Tester, default));
        var again = Assert.IsType<AlertChange.Saved>(await Editor.SaveAsync(lab.Draft(AlertChannelKind.Webhook) with { Id = saved.Id, Version = 1, Secret = "" }, Lab.Tester, default));

        Assert.Equal(64, saved.NewSecret!.Length);
        Assert.Null(again.NewSecret);
        Assert.IsType<AlertChange.Conflict>(await Editor.SaveAsync(lab.Draft(AlertChannelKind.Webhook) with { Id = saved.Id, Version = 1 }, Lab.Tester, default));
    }

    [Fact]
    public async Task Email_WhenTheServerRefuses_IsTriedAgain()
    {
        await lab.ChannelAsync(AlertChannelKind.Email);
        lab.Mails.IsFull = true;
        await lab.RaiseAsync(AlertLab.Incident(1));
        await lab.Sender.SendAsync(default);
        Assert.Equal(452, Assert.Single(await lab.Lab.ReadAsync(c => c.AlertTries)).Status);

        lab.Mails.IsFull = false;
        await lab.PassAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10));

        var (mail, to) = Assert.Single(lab.Mails.Taken);
        Assert.Equal(["ops@example.com", "boss@example.com"], to);
        Assert.Contains("https://finops.example.com/incidents/1", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("$80 an hour", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostileTexts_InMailsAndCards_StandForThemselves()
    {
        foreach (var kind in Enum.GetValues<AlertChannelKind>())
        {
            await lab.ChannelAsync(kind);
        }

        await lab.RuleAsync(AlertKind.Incident, r => r.GroupMinutes = 0);
        var number = 0;
        foreach (var text in HostileTexts.All)
        {
            await lab.RaiseAsync(AlertLab.Incident(++number) with { Title = text, Text = text + "\r\nBcc: evil@example.com <!channel> <https://evil.example|here> [here](https://evil.example)" });
        }

        await lab.PassAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(20));

        Assert.Empty((await lab.Lab.ReadAsync(c => c.AlertTries.Where(t => !t.IsDelivered))).Select(t => t.Answer));
        Assert.Equal(HostileTexts.All.Count, lab.Mails.Taken.Count);
        foreach (var (mail, to) in lab.Mails.Taken)
        {
            Assert.Equal(["ops@example.com", "boss@example.com"], to);
            Assert.Empty(mail.Bcc);
            Assert.DoesNotContain(mail.Headers, h => h.Value.Contains('\n', StringComparison.Ordinal));
            Assert.DoesNotMatch("(?i)<(script|img|svg|iframe|a [^>]*evil)", mail.HtmlBody);
        }

        Assert.Equal(HostileTexts.All.Count * 4, lab.Receiver.Taken.Count);
        var cards = lab.Receiver.Taken.Select(r => r.Json).ToList();
        Assert.All(cards.Where(c => c["blocks"] is not null), c => Assert.All(c["blocks"]!.AsArray().Where(b => b!["text"] is not null), b => Assert.Equal("plain_text", (string)b!["text"]!["type"]!)));
        Assert.All(cards.Where(c => c["blocks"] is not null), c => Assert.DoesNotContain('<', (string)c["text"]!));
        Assert.All(cards.Where(c => c["attachments"] is not null), c => Assert.All(c["attachments"]![0]!["content"]!["body"]!.AsArray(), b => Assert.Equal("RichTextBlock", (string)b!["type"]!)));
    }

    [Fact]
    public async Task RemoveAsync_OnAChannel_ForgetsItsSecret()
    {
        var id = await lab.ChannelAsync(AlertChannelKind.Slack);

        Assert.IsType<AlertChange.Saved>(await Editor.RemoveAsync(id, 1, Lab.Tester, default));

        Assert.Equal("", Assert.Single(await lab.Lab.ReadAsync(c => c.AlertChannels)).Protected);
        Assert.Empty(await lab.Lab.Get<AlertQueries>().ChannelsAsync(Lab.Tester, default));
        Assert.IsType<AlertChange.Missing>(await Editor.RemoveAsync(id, 2, Lab.Tester, default));
    }

    /// <summary>Protects as far as a reader of the database can tell.</summary>
    private sealed class Scrambled : ISecretProtection
    {
        public string Protect(byte[] secret) => Convert.ToHexString([.. secret.Select(b => (byte)(b ^ 0x5a))]);

        public byte[] Unprotect(string text) => [.. Convert.FromHexString(text).Select(b => (byte)(b ^ 0x5a))];
    }
}
