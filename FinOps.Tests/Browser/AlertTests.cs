using FinOps.Core.Alerts;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static FinOps.Tests.Browser.LivePage;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

/// <summary>Alerts as on-call people meet them: the bell rings, somebody takes one up, sets a rule and a channel.</summary>
public sealed class AlertTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BrowserFact]
    public async Task Alert_RaisedWhileThePageIsOpen_AppearsAndIsTakenUp()
    {
        var page = await browser.SignedInAsync("/alerts", "On-call");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Alerts", Level = 1 })).ToBeVisibleAsync();
        await RaiseAsync("Acme burns");
        var row = page.GetByTestId("alert-table").GetByRole(AriaRole.Row, new() { NameRegex = new("Acme burns") });
        await Expect(row).ToContainTextAsync("Critical");
        await Expect(page.GetByTestId("bell")).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex("open alert"));

        await row.GetByRole(AriaRole.Link, new() { Name = "Acme burns" }).ClickAsync();
        var detail = page.GetByTestId("alert-detail");
        await Expect(detail).ToContainTextAsync("$80 an hour over what is usual.");
        await UntilAsync(() => detail.GetByTestId("acknowledge").ClickAsync(), () => Expect(detail).ToContainTextAsync("acknowledged by", new() { Timeout = 3_000 }));
        await Expect(row).ToContainTextAsync("Acknowledged");
    }

    [BrowserFact]
    public async Task Channel_AddedAndTested_ShowsTheAnswerAndNotTheAddress()
    {
        var page = await browser.SignedInAsync("/alerts/channels", "On-call");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => page.GetByTestId("add-channel").ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByLabel("Way").SelectOptionAsync("Webhook");
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Ticket system");
        await dialog.GetByLabel("Address of the webhook").FillAsync("https://169.254.169.254/latest");
        await dialog.GetByLabel("On-call", new() { Exact = true }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the channel" }).ClickAsync();
        await Expect(dialog.GetByText("leads into a private network")).ToBeVisibleAsync();
        await dialog.GetByLabel("Address of the webhook").FillAsync("https://tickets.invalid/hooks/very-secret");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the channel" }).ClickAsync();

        await Expect(page.GetByTestId("made-secret")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9a-f]{64}$"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test to Ticket system" }).ClickAsync();
        await Expect(page.GetByTestId("channel-notice")).ToContainTextAsync("did not take the test");
        await Expect(page.GetByTestId("channel-table")).ToContainTextAsync("tickets.invalid");
        Assert.DoesNotContain("very-secret", await page.ContentAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Rule_Changed_SaysFaultsAtTheirFieldsAndIsKept()
    {
        var page = await browser.SignedInAsync("/alerts/rules", "On-call");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Change the rule for Stale data" }).ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByLabel("Hours without usage").FillAsync("0");
        await dialog.GetByLabel("Quiet from").FillAsync("22:00");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save the rule" }).ClickAsync();
        await Expect(dialog.GetByText("From 1 to 720.")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("Give both ends of the quiet hours, or none.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Hours without usage").FillAsync("12");
        await dialog.GetByLabel("Quiet to").FillAsync("07:00");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save the rule" }).ClickAsync();

        var row = page.GetByTestId("rule-table").GetByRole(AriaRole.Row, new() { NameRegex = new("Stale data") });
        await Expect(row).ToContainTextAsync("12 hours without usage");
        await Expect(row).ToContainTextAsync("quiet from 22:00 to 07:00 Etc/UTC");
    }

    private async Task RaiseAsync(string title)
    {
        await using var context = await browser.App.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        var fact = new AlertFact(AlertKind.Incident, AlertSeverity.Critical, Guid.NewGuid().ToString(), "1", "", title, "$80 an hour over what is usual.", "/tenants/acme", "acme");
        Assert.True(await AlertTrail.RaiseAsync(context, fact, default));
        await context.SaveChangesAsync();
    }
}
