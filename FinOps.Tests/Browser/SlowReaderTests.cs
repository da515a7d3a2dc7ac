using System.Globalization;
using System.Net.WebSockets;
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

    [BrowserFact]
    public async Task Page_WithoutRoom_SaysWhyAndGoesLiveOnceThereIsSome()
    {
        var page = await browser.SignedInAsync("/account", "On-call");
        await page.GotoAsync("about:blank");
        var cookies = await browser.App.CookiesAsync("On-call");
        var others = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => HoldAsync(cookies)));
        await page.GotoAsync(browser.App.Address + "tenants");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "This page cannot go live" });
        await Expect(dialog.GetByText("Close some others")).ToBeVisibleAsync();

        foreach (var other in others)
        {
            other.Dispose();
        }

        await LivePage.UntilAsync(() => dialog.GetByRole(AriaRole.Button, new() { Name = "Load again" }).ClickAsync(new() { Timeout = 5_000 }), () => LiveAsync(page, 5_000));
    }

    /// <summary>Keeps a place for half a minute, as soon as there is one.</summary>
    private async Task<ClientWebSocket> HoldAsync(string cookies)
    {
        for (var tries = 0; ; tries++)
        {
            var socket = new ClientWebSocket();
            socket.Options.SetRequestHeader("Cookie", cookies);
            socket.Options.SetRequestHeader("Origin", browser.App.Address.GetLeftPart(UriPartial.Authority));
            try
            {
                await socket.ConnectAsync(new Uri($"ws://{browser.App.Address.Authority}/_blazor"), CancellationToken.None);
                await socket.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
                return socket;
            }
            catch (WebSocketException) when (tries < 20)
            {
                socket.Dispose(); // the page that was just left may still have its place
                await Task.Delay(100);
            }
        }
    }

    private static Task LiveAsync(IPage page, float timeout = 30_000) =>
        page.WaitForFunctionAsync("() => document.documentElement.dataset.live === 'yes'", null, new() { Timeout = timeout });

    private async Task<string> RefusalsAsync()
    {
        await browser.App.Services.GetRequiredService<DecisionLog>().SaveAsync(default);
        using var admin = await browser.App.SignedInAsync("Admin");
        return await admin.GetStringAsync("/audit/decisions/export?door=live-pages");
    }

    private async Task<IPage> OpenAsync(string tenant, string role)
    {
        var page = await browser.SignedInAsync($"/tenants/{tenant}", role);
        await LiveAsync(page);
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
