using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Enforcement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

/// <summary>Browsers that stand still, and busy ones that do not.</summary>
public sealed class SlowReaderTests(ImpatientBrowser browser) : IClassFixture<ImpatientBrowser>
{
    private const int Tabs = 8;

    [BrowserFact]
    public async Task Page_WhoseBrowserStandsStill_IsCutOffAndComesBackByItself()
    {
        var (tenant, caller) = await FirstCallAsync();
        var page = await OpenAsync(tenant, "Finance");
        await page.EvaluateAsync("() => { setTimeout(() => { const end = Date.now() + 12000; while (Date.now() < end) { } }, 0); }");

        await PostAsync(caller, tenant, 2);

        await Expect(page.GetByTestId("tile-spend")).ToContainTextAsync("$2.00", new() { Timeout = 60_000 });
        Assert.Contains("live-pages,slow_reader,finance,", await RefusalsAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Pages_ThatOnePersonKeepsBusy_AreNeverHeldBack()
    {
        var (tenant, caller) = await FirstCallAsync();
        var first = await OpenAsync(tenant, "Viewer");
        var tabs = new List<IPage> { first };
        for (var i = 1; i < Tabs; i++)
        {
            tabs.Add(await first.Context.NewPageAsync());
            await tabs[i].GotoAsync(browser.App.Address + $"tenants/{tenant}");
        }

        for (var call = 2; call <= 12; call++)
        {
            await PostAsync(caller, tenant, call);
            var clicked = tabs[call % Tabs];
            await LivePage.UntilAsync(
                () => clicked.GetByRole(AriaRole.Link, new() { Name = "Models", Exact = true }).First.ClickAsync(),
                () => Expect(clicked.GetByRole(AriaRole.Heading, new() { Name = "Models", Exact = true })).ToBeVisibleAsync(LivePage.Soon));
            await clicked.GoBackAsync();
        }

        foreach (var tab in tabs)
        {
            await Expect(tab.GetByTestId("tile-spend")).ToContainTextAsync("$12.00");
        }

        Assert.DoesNotContain(",viewer,", await RefusalsAsync(), StringComparison.Ordinal);
    }

    private async Task<string> RefusalsAsync()
    {
        await browser.App.Services.GetRequiredService<DecisionLog>().SaveAsync(default);
        using var admin = await browser.App.SignedInAsync("Admin");
        return await admin.GetStringAsync("/audit/decisions/export?door=live-pages");
    }

    private async Task<IPage> OpenAsync(string tenant, string role)
    {
        var page = await browser.SignedInAsync($"/tenants/{tenant}", role);
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.live === 'yes'");
        return page;
    }

    private async Task<(string Tenant, HttpClient Caller)> FirstCallAsync()
    {
        var tenant = $"t{Guid.NewGuid():N}"[..12];
        var caller = await browser.App.CallerAsync(ApiScope.Ingest);
        await PostAsync(caller, tenant, 1);
        return (tenant, caller);
    }

    /// <summary>A call of exactly one dollar: 400,000 input tokens of gpt-4o at 2.50 USD for a million.</summary>
    private static async Task PostAsync(HttpClient caller, string tenant, int number)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-number).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var line = $$"""{"timestamp":"{{at}}","request_id":"{{tenant}}-{{number}}","tenant_id":"{{tenant}}","feature_id":"chat","provider":"openai","model":"gpt-4o","input_tokens":400000,"output_tokens":0}""";
        using var answer = await caller.PostAsync("/api/v1/usage", new StringContent(line));
        answer.EnsureSuccessStatusCode();
    }
}
