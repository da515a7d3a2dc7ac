using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace FinOps.Bench;

/// <summary>Open pages of a signed-in administrator in a real browser, each a circuit that follows the figures.</summary>
internal sealed class MixedPages : IAsyncDisposable
{
    private static readonly string[] Paths = ["/", "/tenants", "/features", "/models", "/layers", "/records", "/imports", "/pricing"];
    private readonly ConcurrentQueue<string> faults = new();
    private readonly List<IPage> pages = [];
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>True while the program is down on purpose.</summary>
    public bool IsDown { get; set; }

    public IReadOnlyCollection<string> Faults => faults;

    public async Task OpenAsync(MixedPlan plan)
    {
        if (plan.Pages == 0)
        {
            return;
        }

        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] });
        var context = await browser.NewContextAsync(new() { BaseURL = plan.Address.ToString(), ViewportSize = new() { Width = 1280, Height = 800 } });
        var first = await context.NewPageAsync();
        await first.GotoAsync("/sign-in");
        await first.GetByRole(AriaRole.Button, new() { NameRegex = new("Admin") }).First.ClickAsync();
        await first.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        await first.CloseAsync();
        for (var i = 0; i < plan.Pages; i++)
        {
            var page = await context.NewPageAsync();
            page.PageError += (_, error) => Note($"page error: {error}");
            page.Console += (_, message) => Note(message.Type == "error" ? message.Text : null);
            await page.GotoAsync(Paths[i % Paths.Length], new() { WaitUntil = WaitUntilState.DOMContentLoaded, Timeout = 120_000 });
            pages.Add(page);
        }
    }

    /// <summary>How many pages have a circuit now: no reconnect dialog, and a heading.</summary>
    public async Task<int> LiveAsync()
    {
        var live = 0;
        foreach (var page in pages)
        {
            live += await page.EvaluateAsync<bool>("() => !!document.querySelector('h1') && !document.querySelector('dialog#components-reconnect-modal[open]')") ? 1 : 0;
        }

        return live;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        playwright?.Dispose();
    }

    private void Note(string? fault)
    {
        if (fault is not null && !IsDown)
        {
            faults.Enqueue(fault);
        }
    }
}
