using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

/// <summary>Access as an administrator manages it, seen from the pages of those it is about.</summary>
public sealed class AccessTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BrowserFact]
    public async Task RoleAndPerson_Changed_CountAtOnceInPagesThatAreOpen()
    {
        var viewer = await browser.SignedInAsync("/pricing", "Viewer");
        var admin = await browser.SignedInAsync("/access");
        var jobs = viewer.Locator(".side").GetByRole(AriaRole.Link, new() { Name = "Jobs" });
        await Expect(viewer.GetByRole(AriaRole.Heading, new() { Name = "Prices" }).First).ToBeVisibleAsync();
        await Expect(jobs).ToHaveCountAsync(0);

        var dialog = admin.GetByRole(AriaRole.Dialog);
        await OpenAsync(admin.GetByRole(AriaRole.Button, new() { Name = "Grant Local viewer a role" }), dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Grant the role" }).ClickAsync();
        await Expect(dialog.GetByText("Choose a role.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Role").SelectOptionAsync("On-call");
        await dialog.GetByLabel("Reason").FillAsync("on the rota this week");
        await Expect(dialog.GetByTestId("grant-effect")).ToHaveTextAsync(
            "Local viewer can then view costs, pause and un-pause, view the audit trail, view jobs, manage alert rules and channels, acknowledge alerts: for all tenants, those to come included, without an end.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Grant the role" }).ClickAsync();
        await Expect(admin.GetByText("Local viewer has the role On-call now.")).ToBeVisibleAsync();
        await Expect(jobs).ToBeVisibleAsync();

        await admin.GetByRole(AriaRole.Button, new() { Name = "Details of Local viewer" }).ClickAsync();
        await OpenAsync(admin.GetByRole(AriaRole.Button, new() { Name = "Revoke On-call of Local viewer" }), dialog);
        await Expect(dialog.GetByTestId("reason-effect")).ToContainTextAsync("loses the role On-call and keeps: view costs.");
        await dialog.GetByLabel("Reason").FillAsync("rota is over");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke the role" }).ClickAsync();
        await Expect(jobs).ToHaveCountAsync(0);

        await SwitchAsync(admin, dialog, "Disable");
        await Expect(viewer.GetByRole(AriaRole.Heading, new() { Name = "You have no access" })).ToBeVisibleAsync();
        await Expect(viewer.GetByRole(AriaRole.Heading, new() { Name = "Prices" })).ToHaveCountAsync(0);
        await SwitchAsync(admin, dialog, "Enable");
        await Expect(viewer.GetByRole(AriaRole.Heading, new() { Name = "Prices" }).First).ToBeVisibleAsync();

        await OpenAsync(admin.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere: Local viewer" }), dialog);
        await dialog.GetByLabel("Reason").FillAsync("for a test");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();
        await viewer.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/sign-in", new() { WaitUntil = WaitUntilState.Commit });
        await Expect(admin.GetByText("Local viewer: 1 session has ended.")).ToBeVisibleAsync();

        await using var context = await browser.App.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        var entries = await context.AuditEntries.AsNoTracking().Where(e => e.Target == "person:local|viewer" && !e.Action.StartsWith("signin")).OrderBy(e => e.Sequence).ToListAsync();
        Assert.Equal(["role.grant", "role.revoke", "person.disable", "person.enable"], entries.Select(e => e.Action));
        Assert.All(entries, e => Assert.Equal(("local|admin", "web", "127.0.0.1"), (e.ActorSubject, e.Via, e.Address)));
    }

    [BrowserFact]
    public async Task OldProof_IsAskedForAgainAndLeadsBackToThePage()
    {
        var options = browser.App.Services.GetRequiredService<IOptions<AccessOptions>>().Value;
        var admin = await browser.SignedInAsync("/access?role=Viewer");
        var dialog = admin.GetByRole(AriaRole.Dialog);
        try
        {
            options.StepUpMinutes = -1;
            await OpenAsync(admin.GetByTestId("grant-anyone"), dialog);
            await Expect(dialog.GetByText("Nothing was changed.")).ToBeVisibleAsync();
        }
        finally
        {
            options.StepUpMinutes = 10;
        }

        await dialog.GetByTestId("prove").ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Sign in as Admin", Exact = true }).ClickAsync();
        await admin.WaitForURLAsync(url => new Uri(url).PathAndQuery == "/access?role=Viewer", new() { WaitUntil = WaitUntilState.Commit });
        await OpenAsync(admin.GetByTestId("grant-anyone"), dialog);
        await Expect(dialog.GetByLabel("Person, as issuer and subject")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task CustomRole_Added_StandsInTheMatrixAndCanBeMapped()
    {
        var admin = await browser.SignedInAsync("/access/roles");
        var dialog = admin.GetByRole(AriaRole.Dialog);
        await OpenAsync(admin.GetByTestId("add-role"), dialog);
        await dialog.GetByLabel("Name").FillAsync("Auditor");
        await dialog.GetByLabel("What it is for").FillAsync("Reads everything.");
        await dialog.GetByLabel("view the audit trail").CheckAsync();
        await dialog.GetByLabel("Reason").FillAsync("yearly audit");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save the role" }).ClickAsync();
        await Expect(admin.GetByText("The role Auditor is saved.")).ToBeVisibleAsync();
        await Expect(admin.GetByTestId("matrix").Locator("thead")).ToContainTextAsync("Auditor");

        await admin.GotoAsync("/access/mappings");
        await OpenAsync(admin.GetByTestId("add-role-mapping"), dialog);
        await dialog.GetByLabel("Value, exactly").FillAsync("auditors ");
        await dialog.GetByLabel("Role").SelectOptionAsync("Auditor");
        await dialog.GetByLabel("Reason").FillAsync("the group of the auditors");
        await Expect(dialog.GetByText("There are spaces around the value.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Map the value" }).ClickAsync();
        await Expect(admin.GetByTestId("role-mappings").Locator("tbody")).ToContainTextAsync("Auditor");
    }

    private static async Task SwitchAsync(IPage admin, ILocator dialog, string how)
    {
        await OpenAsync(admin.GetByRole(AriaRole.Button, new() { Name = $"{how} Local viewer" }), dialog);
        await dialog.GetByLabel("Reason").FillAsync("for a test");
        await dialog.GetByRole(AriaRole.Button, new() { Name = how, Exact = true }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }

    /// <summary>The first paint comes from the server and hears nothing; a person would try again too.</summary>
    private static async Task OpenAsync(ILocator button, ILocator dialog)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await button.ClickAsync(new() { Timeout = 5_000 });
                await Expect(dialog).ToBeVisibleAsync(new() { Timeout = 5_000 });
                return;
            }
            catch (Exception e) when (tries < 12 && e is PlaywrightException or TimeoutException)
            {
            }
        }
    }
}
