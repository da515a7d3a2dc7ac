using System.Text.Json;
using FinOps.Core.Alerts;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Alerts;

/// <summary>Digests go once, at their time, and say only what their readers may see.</summary>
public sealed class DigestTests : IAsyncLifetime
{
    private AlertLab lab = null!;

    private DigestSchedule Digests => lab.Lab.Get<DigestSchedule>();

    public async Task InitializeAsync() => lab = await AlertLab.OpenAsync();

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task RunAsync_AtItsLocalTime_SendsOneADayAndOneOnMondays()
    {
        // 12:00 UTC on a Tuesday is 14:00 in Berlin.
        await ChannelAsync("Finance", null, minute: 15 * 60);
        Assert.Equal(0, await Digests.RunAsync(default));
        lab.Lab.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Digests.RunAsync(default))))).Sum());
        lab.Lab.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(0, await Digests.RunAsync(default));
        lab.Lab.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal(2, await Digests.RunAsync(default));
        await lab.Sender.SendAsync(default);

        Assert.Equal(["Daily digest of 2026-10-19", "Daily digest of 2026-10-25", "Weekly digest up to 2026-10-25"], lab.Mails.Taken.Select(m => m.Mail.Subject).Order());
        Assert.Contains("Nothing crossed a threshold.", lab.Mails.Taken.First().Mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digest_OfAChannelForSomeTenants_HoldsNothingOfOthers()
    {
        await lab.Lab.ImportAsync("two.jsonl", [.. new[] { "acme", "globex" }.Select(t =>
            $$"""{"timestamp":"2026-10-19T10:00:00Z","request_id":"{{t}}","provider":"lab","model":"{{LabPrices.Even}}","tenant_id":"{{t}}","feature_id":"chat","input_tokens":1000000,"output_tokens":0}""")]);
        lab.Lab.Clock.SetUtcNow(Lab.Now.AddMinutes(1));
        await lab.RaiseAsync(AlertLab.Incident(1, "acme") with { Title = "acme burns" }, AlertLab.Incident(2, "globex") with { Title = "globex burns" });
        await ChannelAsync("Finance", ["acme"]);
        await ChannelAsync("On-call", ["acme"]);
        await ChannelAsync("On-call", null);
        lab.Lab.Clock.Advance(TimeSpan.FromDays(1));
        await Digests.RunAsync(default);

        var digests = (await lab.Lab.ReadAsync(c => c.AlertDeliveries.Where(d => d.Occasion == AlertOccasion.Digest).OrderBy(d => d.ChannelId).Select(d => d.Content!))).Select(c => JsonSerializer.Deserialize<AlertDigest>(c)!).ToList();
        Assert.All(digests.Take(2), d => Assert.DoesNotContain("globex", JsonSerializer.Serialize(d), StringComparison.Ordinal));
        Assert.Contains(digests[1].Sections, s => s.Lines.Contains("acme burns: open."));
        Assert.Contains(digests[2].Sections, s => s.Lines.Contains("globex burns: open."));
    }

    [Fact]
    public async Task Spend_InADigest_IsTheFigureOfThePages()
    {
        await lab.Lab.ImportAsync("one.jsonl",
            [$$"""{"timestamp":"2026-10-19T10:00:00Z","request_id":"r","provider":"lab","model":"{{LabPrices.Even}}","tenant_id":"acme","feature_id":"chat","input_tokens":1000000,"output_tokens":0}"""]);
        await ChannelAsync("Finance", null, zone: "Etc/UTC");
        await Digests.RunAsync(default);
        await lab.Sender.SendAsync(default);

        Assert.Contains("$3.00 in all.", Assert.Single(lab.Mails.Taken).Mail.TextBody, StringComparison.Ordinal);
    }

    private async Task ChannelAsync(string role, IReadOnlyList<string>? tenants, int minute = 0, string zone = "Europe/Berlin")
    {
        var draft = lab.Draft(AlertChannelKind.Email) with { Audience = [role], Tenants = tenants, HasDailyDigest = true, HasWeeklyDigest = true, DigestMinute = minute, TimeZone = zone };
        Assert.IsType<AlertChange.Saved>(await lab.Lab.Get<ChannelEditor>().SaveAsync(draft, Lab.Tester, default));
    }
}
