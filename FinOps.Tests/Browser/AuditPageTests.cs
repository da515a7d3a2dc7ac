using FinOps.Core.Access;
using FinOps.Core.Pricing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

/// <summary>The audit page as an auditor uses it.</summary>
public sealed class AuditPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BrowserFact]
    public async Task Auditor_LooksForAPrice_SeesBeforeAndAfterAndVerifies()
    {
        var id = await ReplacePriceAsync();
        var page = await browser.SignedInAsync($"/audit?target=price%3A{id}", "Finance");

        await Expect(page.GetByText("1 entry, newest first")).ToBeVisibleAsync();
        var details = page.GetByRole(AriaRole.Button, new() { NameRegex = new("Details of entry") });
        await UntilAsync(() => details.ClickAsync(), () => Expect(details).ToHaveAttributeAsync("aria-expanded", "true", new() { Timeout = 2_000 }));
        var row = page.GetByRole(AriaRole.Row, new() { NameRegex = new("^rates\\.input") });
        await Expect(row).ToContainTextAsync("2.5");
        await Expect(row).ToContainTextAsync("changed");
        await Expect(row.Locator("ins")).ToHaveTextAsync("3");

        await page.GetByTestId("verify-audit").ClickAsync();
        await Expect(page.GetByTestId("verify-result")).ToContainTextAsync("The trail is whole");
        await Expect(page.GetByText(new System.Text.RegularExpressions.Regex("Last verified .* whole"))).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Search_ByForm_LandsInTheAddressAndNothingFoundSaysSo()
    {
        var page = await browser.SignedInAsync("/audit");
        await Expect(page.GetByTestId("audit-table")).ToContainTextAsync("Database migrated");
        var form = page.GetByRole(AriaRole.Search);

        await UntilAsync(
            async () =>
            {
                await form.GetByLabel("To what").FillAsync("price:987654");
                await form.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
            },
            () => Expect(page.GetByText("No entry matches")).ToBeVisibleAsync(new() { Timeout = 3_000 }));

        Assert.Contains("target=price%3A987654", page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Show everything" }).ClickAsync();
        await Expect(page.GetByTestId("audit-table")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Viewer_AtTheAuditPage_IsToldThatItIsNotForThem()
    {
        var page = await browser.SignedInAsync("/pricing", "Viewer");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Pricing" }).First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Audit", Exact = true })).ToHaveCountAsync(0);

        await page.GotoAsync("/audit");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit", Exact = true })).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("audit-table")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Export_OfAFilter_HoldsItsEntriesAndNoFormula()
    {
        await ReplacePriceAsync();
        using var finance = await browser.App.SignedInAsync("Finance");
        var csv = await finance.GetStringAsync("/audit/export?action=price.supersede");
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith("sequence,at,subject", lines[0].TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.All(lines.Skip(1), l => Assert.Contains(",price.supersede,", l, StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains(",'=signed,", StringComparison.Ordinal));

        using var viewer = await browser.App.SignedInAsync("Viewer");
        using var refused = await viewer.GetAsync(new Uri("/audit/export", UriKind.Relative));
        Assert.NotEqual(System.Net.HttpStatusCode.OK, refused.StatusCode);
    }

    private async Task<int> ReplacePriceAsync()
    {
        var actor = Actor.System("Ada", "web");
        var editor = browser.App.Services.GetRequiredService<PriceEditor>();
        var draft = new PriceDraft { Provider = "lab", ModelPattern = $"model-{Guid.NewGuid():N}", ValidFromUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), Reason = "=signed" };
        draft.Rates[0] = 2.5m;
        draft.SupersedesId = Assert.IsType<PriceSaveResult.Saved>(await editor.AddAsync(draft, actor, default)).PriceId;
        draft.Rates[0] = 3m;
        return Assert.IsType<PriceSaveResult.Saved>(await editor.AddAsync(draft, actor, default)).PriceId;
    }

    /// <summary>A page that came from the server takes a moment until it listens.</summary>
    private static async Task UntilAsync(Func<Task> act, Func<Task> expect)
    {
        for (var tries = 1; ; tries++)
        {
            await act();
            try
            {
                await expect();
                return;
            }
            catch (PlaywrightException) when (tries < 10)
            {
                // Not yet.
            }
        }
    }
}
