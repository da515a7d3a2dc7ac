using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Playwright;

namespace FinOps.Bench;

/// <summary>Open pages of a signed-in administrator in a real browser, each a circuit that follows the figures.</summary>
internal sealed class MixedPages : IAsyncDisposable
{
    private static readonly string[] Paths = ["/", "/tenants", "/features", "/models", "/layers", "/records", "/imports", "/pricing"];

    /// <summary>Tells the bench whenever the page shows another number of calls.</summary>
    private const string Watch = """
        (() => {
          let shown = 0;
          new MutationObserver(() => {
            const text = document.querySelector('[data-testid="tile-requests"] .tile-value')?.title ?? '';
            const calls = Number(text.replace(/[^0-9]/g, ''));
            if (calls && calls !== shown) finopsSeen(shown = calls);
          }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        })()
        """;

    private readonly ConcurrentQueue<string> faults = new();
    private readonly List<IPage> pages = [];
    private readonly ConcurrentQueue<double> lags = new();
    private readonly ConcurrentDictionary<long, long> expected = new();
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>True while the program is down on purpose.</summary>
    public bool IsDown { get; set; }

    public IReadOnlyCollection<string> Faults => faults;

    /// <summary>From the start of a post to the moment the page of its tenant shows it, in milliseconds.</summary>
    public IReadOnlyList<double> LagMs => [.. lags.Order()];

    /// <summary>Tells that so many calls of the probe's tenant will be shown, the last of them posted from now on.</summary>
    public void Expect(long calls) => expected[calls] = Stopwatch.GetTimestamp();

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
            if (i == 0)
            {
                await page.ExposeFunctionAsync<long>("finopsSeen", Seen);
                await page.AddInitScriptAsync(Watch);
            }

            await page.GotoAsync(i == 0 ? "/?tenant=probe" : Paths[i % Paths.Length], new() { WaitUntil = WaitUntilState.DOMContentLoaded, Timeout = 120_000 });
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

    private void Seen(long calls)
    {
        foreach (var (call, posted) in expected)
        {
            if (call <= calls && expected.TryRemove(call, out _) && !IsDown)
            {
                lags.Enqueue(Stopwatch.GetElapsedTime(posted).TotalMilliseconds);
            }
        }
    }

    private void Note(string? fault)
    {
        if (fault is not null && !IsDown)
        {
            faults.Enqueue(fault);
        }
    }
}
