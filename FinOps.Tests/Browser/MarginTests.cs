using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

public sealed class MarginTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BrowserFact]
    public async Task Overview_OfTheDemoCompany_LeadsToTheWorstTenant_WhyAndWhatToDo_InTwoClicks()
    {
        var page = await browser.SignedInAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Load the demo company" }).ClickAsync();
        await Expect(page.GetByTestId("sentence")).ToContainTextAsync("tenants lose money", new() { Timeout = 120_000 });
        await Expect(page.GetByTestId("tile-gross-margin")).ToContainTextAsync("%");
        await Expect(page.GetByTestId("tile-forecast")).ToContainTextAsync("$");
        var worst = page.GetByTestId("least-profitable").GetByRole(AriaRole.Row).Nth(1);
        await Expect(worst).ToContainTextAsync("Kestrelway Freight");

        await worst.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Kestrelway Freight" })).ToBeVisibleAsync();
        await Expect(page.GetByTestId("why")).ToContainTextAsync("of the cost is");
        await Expect(page.GetByTestId("proposals").GetByRole(AriaRole.Listitem).First).ToContainTextAsync("saves $");
        await Expect(page.GetByTestId("waterfall").GetByRole(AriaRole.Row).Last).ToContainTextAsync("Margin");

        await OnePagerAsync(page);
        await UnprofitableAsync(page);
    }

    /// <summary>One sheet of paper, with nothing of the console around it.</summary>
    private static async Task OnePagerAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "One-pager" }).ClickAsync();
        await Expect(page.GetByTestId("one-pager")).ToContainTextAsync("For the renewal talk");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Locator(".side")).ToBeHiddenAsync();
        var height = await page.GetByTestId("one-pager").EvaluateAsync<int>("sheet => { sheet.style.width = '186mm'; return sheet.scrollHeight }");
        Assert.InRange(height, 1, 1_031); // what A4 leaves inside its margins, at 96 dots an inch
        await page.EmulateMediaAsync(new() { Media = Media.Null });
    }

    /// <summary>The quick filter and the order of the table stand in the address.</summary>
    private static async Task UnprofitableAsync(IPage page)
    {
        await page.GotoAsync("/tenants");
        await page.Locator("html[data-live=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.GetByRole(AriaRole.Link, new() { Name = "Unprofitable 2" }).ClickAsync();
        var rows = page.GetByTestId("breakdown-tenant").Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.First).ToContainTextAsync("Kestrelway Freight");

        await page.GetByTestId("breakdown-tenant").GetByRole(AriaRole.Button, new() { Name = "Revenue" }).ClickAsync();
        await page.GetByTestId("breakdown-tenant").GetByRole(AriaRole.Button, new() { Name = "Revenue" }).ClickAsync();
        await Expect(rows.First).ToContainTextAsync("Copperjay Labs");
        await page.WaitForURLAsync(url => url.EndsWith("/tenants?show=unprofitable&sort=revenue", StringComparison.Ordinal));
        await page.ReloadAsync();
        await Expect(rows.First).ToContainTextAsync("Copperjay Labs");
    }
}
