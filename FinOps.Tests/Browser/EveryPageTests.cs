using System.Text;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace FinOps.Tests.Browser;

/// <summary>Every page, used, with hostile texts in everything that is stored: the content policy is never touched, nothing runs, and everybody can read it.</summary>
public sealed class EveryPageTests(PagesFixture pages) : IClassFixture<PagesFixture>
{
    /// <summary>Elements that only a parsed text could have made.</summary>
    private const string Strangers = """
        () => [...document.querySelectorAll('.x-pwn, x-pwn, body iframe, body object, body embed, body style, body base, body meta, body link, a[href], form, [onerror], [onload], [onclick], [onmouseover], [ontoggle], [onfocus]')]
          .filter(e => e.tagName === 'A' && !e.matches('.x-pwn') ? !/^(https?|mailto):$/.test(e.protocol) || e.hostname.endsWith('evil.invalid') : e.tagName === 'FORM' ? new URL(e.getAttribute('action') ?? '', location.href).origin !== location.origin : true)
          .map(e => e.outerHTML.slice(0, 200)).concat(window.pwned)
        """;

    public static TheoryData<string> Addresses => [.. PagesFixture.Addresses];

    [BrowserTheory]
    [MemberData(nameof(Addresses))]
    public async Task Page_Used_RunsNothingBreaksNoPolicyAndIsAccessible(string address)
    {
        pages.Faults.Clear();
        var page = pages.Page;
        await page.GotoAsync(address);
        await LiveAsync(page);
        await UseAsync(page);
        Nothing(await page.EvaluateAsync<string[]>(Strangers));

        foreach (var scheme in new[] { "light", "dark" })
        {
            await page.EvaluateAsync("scheme => finopsTheme.choose(scheme)", scheme);
            await page.WaitForFunctionAsync("scheme => document.documentElement.dataset.scheme === scheme", scheme);
            Nothing(await BarriersAsync(page, scheme));
        }

        Nothing(pages.Faults);
    }

    [BrowserFact]
    public async Task Dialogs_OfEveryPage_OpenWithoutBreakingThePolicy()
    {
        pages.Faults.Clear();
        var page = pages.Page;
        var opened = 0;
        foreach (var (address, button) in new[]
        {
            ("/pricing", "Add a price"), ("/pricing/mappings", "Add a mapping"), ("/pricing/model?provider=openai&model=gpt-4o", "[data-testid=change-price]"), ("/tenants", ".search-button"),
        })
        {
            await page.GotoAsync(address);
            await LiveAsync(page);
            var what = button[0] is '[' or '.' ? page.Locator(button) : page.GetByRole(AriaRole.Button, new() { Name = button });
            await what.First.ClickAsync();
            var dialog = page.GetByRole(AriaRole.Dialog).First;
            await Assertions.Expect(dialog).ToBeVisibleAsync();
            opened++;
            Nothing(await BarriersAsync(page, address));
            Nothing(await page.EvaluateAsync<string[]>(Strangers));
            await page.Keyboard.PressAsync("Escape");
        }

        Assert.Equal(4, opened);
        Nothing(pages.Faults);
    }

    [BrowserFact]
    public async Task Upload_AndChartHover_StayWithinThePolicy()
    {
        pages.Faults.Clear();
        var page = pages.Page;
        await page.GotoAsync("/imports");
        await LiveAsync(page);
        await page.GetByTestId("upload-input").SetInputFilesAsync(new FilePayload { Name = "<img src=x onerror=pwn()>.ndjson", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes("""{"timestamp":"2026-10-01T01:00:00Z","tenant_id":"<script>pwn()</script>","provider":"openai","model":"gpt-4o","input_tokens":1,"output_tokens":1}""" + "\n<script>pwn()</script>\n") });
        await Assertions.Expect(page.GetByTestId("import-table").GetByText("<img src=x onerror=pwn()>.ndjson").First).ToBeVisibleAsync();
        Nothing(await page.EvaluateAsync<string[]>(Strangers));

        await page.GotoAsync("/tenants?group=tenant");
        await LiveAsync(page);
        var plot = page.Locator(".js-plotly-plot .nsewdrag").First;
        await plot.HoverAsync(new() { Force = true });
        await Assertions.Expect(page.Locator(".js-plotly-plot .hoverlayer text").First).ToBeVisibleAsync();
        Assert.Equal(0, await page.Locator(".js-plotly-plot a").CountAsync());
        Nothing(await page.EvaluateAsync<string[]>(Strangers));
        Nothing(pages.Faults);
    }

    [BrowserTheory]
    [InlineData("/jobs")]
    [InlineData("/jobs/recurring")]
    [InlineData("/jobs/jobs/succeeded")]
    [InlineData("/jobs/jobs/failed")]
    [InlineData("/jobs/servers")]
    public async Task Jobs_OfTheDashboard_RunNothingAndBreakNoPolicy(string address)
    {
        pages.Faults.Clear();
        await pages.Page.GotoAsync(address);
        await pages.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Nothing(await BarriersAsync(pages.Page, address));
        Nothing(pages.Faults);
        Assert.Empty(await pages.Page.EvaluateAsync<string[]>("() => window.pwned"));
    }

    /// <summary>Opens whatever folds out and touches the chart.</summary>
    private static async Task UseAsync(IPage page)
    {
        await page.EvaluateAsync("() => document.querySelectorAll('main details').forEach(d => d.open = true)");
        if (await page.Locator(".chart-area").CountAsync() > 0 && await page.Locator(".js-plotly-plot .nsewdrag").CountAsync() > 0)
        {
            await page.Locator(".js-plotly-plot .nsewdrag").First.HoverAsync(new() { Force = true });
        }

        await page.EvaluateAsync("() => document.querySelectorAll('main details').forEach(d => d.open = false)");
    }

    /// <summary>All findings at once, in full.</summary>
    private static void Nothing(IEnumerable<string> findings)
    {
        var found = findings.Distinct(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static async Task LiveAsync(IPage page)
    {
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.live || !document.querySelector('.shell .side') || document.querySelector('.plain-main')");
    }

    private static async Task<IEnumerable<string>> BarriersAsync(IPage page, string where) =>
        from violation in (await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] })).Violations
        where violation.Impact is "serious" or "critical"
        from node in violation.Nodes.Take(3)
        select $"{where}: {violation.Id}: {node.Html[..Math.Min(node.Html.Length, 300)]}";
}
