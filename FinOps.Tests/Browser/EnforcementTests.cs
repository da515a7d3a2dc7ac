using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

public sealed class EnforcementTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const long Usd = 1_000_000_000;
    private static readonly Actor Someone = Actor.System("test", "cli");

    [BrowserFact]
    public async Task Console_OnAPhone_PausesInTwoTaps_AndUnpausesWithAReason()
    {
        await CapAsync("phone-co");
        var page = await browser.SignedInAsync("/enforcement", "On-call");
        await page.SetViewportSizeAsync(390, 844);
        await page.Locator("html[data-live=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause phone-co" }).ClickAsync();
        await Expect(page.GetByTestId("effect")).ToContainTextAsync("Denies about");
        await page.GetByTestId("confirm").ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "phone-co is paused." })).ToBeVisibleAsync();
        var board = browser.App.Services.GetRequiredService<MeasureBoard>();
        Assert.NotNull(board.Current.PauseOf("phone-co", null, null, null, Now));
        await Expect(page.GetByTestId("enforcement-banner")).ToContainTextAsync("Paused: tenant phone-co.");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));

        await page.GetByRole(AriaRole.Link, new() { Name = "phone-co" }).First.ClickAsync();
        await Expect(page.GetByTestId("standing")).ToContainTextAsync("Paused by");
        await Expect(page.GetByTestId("scopes")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Un-pause", Exact = true }).ClickAsync();
        await page.GetByLabel("Reason", new() { Exact = true }).FillAsync("fixed by the customer");
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("standing")).ToContainTextAsync("Not paused");
        await Expect(page.GetByText("Paused: tenant phone-co.")).ToHaveCountAsync(0);
        Assert.Null(board.Current.PauseOf("phone-co", null, null, null, Now));
    }

    [BrowserFact]
    public async Task Console_FollowsWhatOthersDo_AndGrantsOverrides()
    {
        await CapAsync("live-co");
        var page = await browser.SignedInAsync("/enforcement?tenant=live-co");
        await page.Locator("html[data-live=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Expect(page.GetByTestId("standing")).ToContainTextAsync("Not paused");

        await browser.App.Services.GetRequiredService<MeasureEditor>().ApplyAsync(new(MeasureKind.Tighten, EnforcementScope.OfTenant("live-co"), "by a colleague", null, null) { Percent = 40 }, Someone, default);
        await Expect(page.GetByTestId("standing")).ToContainTextAsync("Tightened to 40 % of the rate");

        await page.GetByRole(AriaRole.Button, new() { Name = "Override…" }).ClickAsync();
        await page.GetByLabel("Extra USD a day").FillAsync("40");
        await Expect(page.GetByTestId("effect")).ToContainTextAsync("The cap becomes $140.00");
        await page.GetByLabel("Reason", new() { Exact = true }).FillAsync("launch day");
        await page.GetByTestId("confirm").ClickAsync();

        await Expect(page.GetByTestId("standing")).ToContainTextAsync("Daily cap raised by $40.00");
        await Expect(page.GetByTestId("overrides-running")).ToContainTextAsync("1");
        await page.GetByTestId("standing").GetByRole(AriaRole.Link, new() { Name = "Its history" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "What happened" }).First).ToContainTextAsync("Tightened tenant live-co");
    }

    [BrowserFact]
    public async Task Ladder_SimulatedAndSaved_HoldsAtOnce()
    {
        var page = await browser.SignedInAsync("/enforcement/ladder?tenant=ladder-co");
        await page.Locator("html[data-live=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        await page.GetByTestId("simulate").ClickAsync();
        await Expect(page.GetByTestId("simulation")).ToContainTextAsync("Nothing would have been denied");
        await page.GetByLabel("Cap in USD a day").FillAsync("25");
        await page.GetByLabel("Rate left above the cap, percent (0 stops)").FillAsync("80");
        await page.GetByLabel("Reason of the change").FillAsync("contract signed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved; in force now.")).ToBeVisibleAsync();

        Assert.Equal(25 * Usd, browser.App.Services.GetRequiredService<MeasureBoard>().Current.CapNanos("ladder-co", Now));
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Cap in USD a day")).ToHaveValueAsync("25");
    }

    private long Now => browser.App.Services.GetRequiredService<TimeProvider>().NowMicros();

    private async Task CapAsync(string tenant) =>
        Assert.IsType<MeasureResult.Saved>(await browser.App.Services.GetRequiredService<LadderEditor>().SaveAsync(new LadderSettings { Tenant = tenant, CapNanos = 100 * Usd }, "test", Someone, default));
}
