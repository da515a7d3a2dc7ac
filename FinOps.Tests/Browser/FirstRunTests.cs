using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

public sealed class FirstRunTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BrowserFact]
    public async Task FirstScreen_LoadDemo_ShowsFiguresAndMarksThemAsDemo()
    {
        var page = await browser.SignedInAsync("/");
        var faults = new List<string>();
        page.PageError += (_, fault) => faults.Add(fault);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Import a usage log" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Load the demo company" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();

        await Expect(page.GetByTestId("sentence")).ToContainTextAsync("you spent $", new() { Timeout = 120_000 });
        await Expect(page.GetByTestId("tiles")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("demo-banner")).ToBeVisibleAsync();
        await Expect(page.Locator(".js-plotly-plot .trace").First).ToBeVisibleAsync();
        Assert.Empty(faults);
    }
}
