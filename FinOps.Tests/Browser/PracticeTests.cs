using FinOps.Core.Access;
using FinOps.Core.Demo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static FinOps.Tests.Browser.LivePage;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

/// <summary>What people decide about unit costs, on the demo company: every dialog, its faults first.</summary>
public sealed class PracticeTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        if (BrowserFixture.IsInstalled)
        {
            await browser.App.Services.GetRequiredService<DemoCompany>().LoadAsync(Actor.System("tests", "cli"), null, default);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [BrowserFact]
    public async Task TypeOfOutcome_AddedAndRenamed_ShowsItsNames()
    {
        var page = await browser.SignedInAsync("/economics");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Add a type" }).ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the type" }).ClickAsync();
        await Expect(dialog.GetByText("lower-case letters")).ToBeVisibleAsync();
        await dialog.GetByLabel("Key, as events call it").FillAsync("closed_deal");
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Closed deal");
        await dialog.GetByLabel("One of it").FillAsync("deal");
        await dialog.GetByLabel("Several of it").FillAsync("deals");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the type" }).ClickAsync();
        await page.GetByTestId("outcome-types").GetByRole(AriaRole.Link, new() { Name = "Closed deal" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Rename the type Closed deal" }).ClickAsync();
        await Expect(dialog.GetByText("closed_deal")).ToBeVisibleAsync();
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save the names" }).ClickAsync();
        await Expect(dialog.GetByText("Write 1 to 128 characters.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Won deal");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save the names" }).ClickAsync();

        await Expect(page.GetByTestId("outcome-types").GetByRole(AriaRole.Link, new() { Name = "Won deal" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Review_OfTheDearestFeature_HasAnOwnerAndIsSettledWithAReason()
    {
        var page = await browser.SignedInAsync("/economics");
        var row = page.GetByTestId("reviews").GetByRole(AriaRole.Row).Filter(new() { HasText = "code-assistant" });
        await Expect(row).ToContainTextAsync("Priya Castell");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => row.GetByRole(AriaRole.Button).ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByLabel("State").SelectOptionAsync("Accepted");
        await dialog.GetByLabel("Note").FillAsync("");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByText("Say why it is accepted")).ToBeVisibleAsync();
        await dialog.GetByLabel("Note").FillAsync("Sold at $40 a seat.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(dialog).ToHaveCountAsync(0);
        await page.GotoAsync("/reviews");
        await Expect(row).ToContainTextAsync("Sold at $40 a seat.");
    }

    [BrowserFact]
    public async Task Upgrade_AcknowledgedAndReleaseRecorded_TellWhy()
    {
        var page = await browser.SignedInAsync("/efficiency");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Acknowledge the change of thread-summary" }).First.ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Expect(dialog.GetByText("Say what it is about")).ToBeVisibleAsync();
        await dialog.GetByLabel("What it is about").FillAsync("Better summaries, agreed with Messaging.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Expect(page.GetByTestId("upgrades")).ToContainTextAsync("Better summaries");

        await page.GotoAsync("/features/report-writer");
        await UntilAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Record a release" }).ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByLabel("What was released").FillAsync("Shorter prompts");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Record" }).ClickAsync();
        await Expect(page.GetByTestId("releases")).ToContainTextAsync("Shorter prompts");
    }
}
