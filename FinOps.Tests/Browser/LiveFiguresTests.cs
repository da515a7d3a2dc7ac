using System.Globalization;
using System.Net;
using FinOps.Core.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

/// <summary>Live pages beside each other: each is as current as its browser and its reader let it be, and none holds the others up.</summary>
public sealed class LiveFiguresTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BrowserFact]
    public async Task Chart_OfALivePage_HoldsTheNewValueAndItsText()
    {
        var (tenant, caller) = await FirstCallAsync();
        var page = await OpenAsync(tenant);
        await page.WaitForFunctionAsync("() => document.querySelector('.js-plotly-plot')?.data");

        await PostAsync(caller, tenant, 2);

        await page.WaitForFunctionAsync("() => document.querySelector('.js-plotly-plot').data.flatMap(t => t.y).reduce((a, b) => a + b, 0) === 2");
        await page.WaitForFunctionAsync("() => document.querySelector('.js-plotly-plot').data.some(t => t.customdata.some(text => text.includes('2')))");
        await page.WaitForFunctionAsync("() => document.querySelector('.js-plotly-plot').calcdata.some(t => t.some(p => p.s === 2))");
    }

    [BrowserFact]
    public async Task Table_OfAChart_IsMadeWhenItIsOpened()
    {
        var (tenant, _) = await FirstCallAsync();
        var page = await OpenAsync(tenant);
        var table = page.Locator(".chart-data table").First;

        await LivePage.UntilAsync(() => page.GetByText("Show as a table").First.ClickAsync(), () => Expect(table).ToBeVisibleAsync(LivePage.Soon));

        await Expect(table).ToContainTextAsync("$1");
    }

    [BrowserFact]
    public async Task Page_WhoseBrowserDoesNotAnswer_HoldsNobodyUpAndCatchesUp()
    {
        var (tenant, caller) = await FirstCallAsync();
        var stuck = await OpenAsync(tenant);
        var other = await OpenAsync(tenant);
        await stuck.EvaluateAsync("() => { window.isStuck = true; setTimeout(() => { const end = Date.now() + 15000; while (Date.now() < end) { } window.isStuck = false; }, 0); }");

        for (var call = 2; call <= 4; call++)
        {
            await PostAsync(caller, tenant, call);
            await Expect(other.GetByTestId("tile-spend")).ToContainTextAsync($"${call}.00");
        }

        await Expect(stuck.GetByTestId("tile-spend")).ToContainTextAsync("$4.00", new() { Timeout = 60_000 });
        Assert.False(await stuck.EvaluateAsync<bool>("() => window.isStuck"));
    }

    [BrowserFact]
    public async Task Page_InTheBackground_IsLeftAloneAndCatchesUpWhenItIsShown()
    {
        var (tenant, caller) = await FirstCallAsync();
        var hidden = await OpenAsync(tenant);
        var other = await OpenAsync(tenant);
        await SetVisibilityAsync(hidden, "hidden");
        await PostAsync(caller, tenant, 2);
        await Expect(other.GetByTestId("tile-spend")).ToContainTextAsync("$2.00");
        await PostAsync(caller, tenant, 3);
        await Expect(other.GetByTestId("tile-spend")).ToContainTextAsync("$3.00");
        Assert.Contains("$1.00", await hidden.GetByTestId("tile-spend").InnerTextAsync(), StringComparison.Ordinal);

        await SetVisibilityAsync(hidden, "visible");

        await Expect(hidden.GetByTestId("tile-spend")).ToContainTextAsync("$3.00");
    }

    private static Task SetVisibilityAsync(IPage page, string state) => page.EvaluateAsync(
        "state => { Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state }); document.dispatchEvent(new Event('visibilitychange')); }", state);

    private async Task<(string Tenant, HttpClient Caller)> FirstCallAsync()
    {
        var tenant = $"t{Guid.NewGuid():N}"[..12];
        var caller = await browser.App.CallerAsync(ApiScope.Ingest);
        await PostAsync(caller, tenant, 1);
        return (tenant, caller);
    }

    private async Task<IPage> OpenAsync(string tenant)
    {
        var page = await browser.SignedInAsync($"/tenants/{tenant}");
        await Expect(page.GetByTestId("tile-spend")).ToContainTextAsync("$1.00");
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.live === 'yes'");
        return page;
    }

    /// <summary>Posts a call of exactly one dollar: 400,000 input tokens of gpt-4o at 2.50 USD for a million.</summary>
    private static async Task PostAsync(HttpClient caller, string tenant, int number)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-number).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var line = $$"""{"timestamp":"{{at}}","request_id":"{{tenant}}-{{number}}","tenant_id":"{{tenant}}","feature_id":"chat","provider":"openai","model":"gpt-4o","input_tokens":400000,"output_tokens":0}""" + "\n";
        using var answer = await caller.PostAsync("/api/v1/usage", new StringContent(line));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
