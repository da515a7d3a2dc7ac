using System.Globalization;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Imports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static FinOps.Tests.Browser.LivePage;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

/// <summary>A price that changes what was booked, as a finance manager sees it through: close, correct, preview, run, read the corrections, open again.</summary>
public sealed class RerateTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly DateTime LastMonth = FirstOfThisMonth().AddMonths(-1);

    private static string Month => LastMonth.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    [BrowserFact]
    public async Task CorrectedPrice_OfAClosedMonth_IsPreviewedRunAndStandsApart()
    {
        await ImportAsync();
        var page = await browser.SignedInAsync("/pricing/rerating", "Finance");
        var months = page.GetByTestId("months");
        var dialog = page.GetByRole(AriaRole.Dialog);

        // 3 calls of 1,000 input and 500 output tokens at $2.50 and $10 per million.
        await UntilAsync(() => months.GetByRole(AriaRole.Button, new() { Name = $"Close {Month}" }).ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await Expect(dialog.GetByTestId("reason-effect")).ToContainTextAsync($"Books {Month} at $0.0225.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close the month" }).ClickAsync();
        await Expect(dialog.GetByText("Say why: it is kept with the change.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Reason").FillAsync("the invoice is paid");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close the month" }).ClickAsync();
        await Expect(page.GetByText($"{Month} is closed.")).ToBeVisibleAsync();

        await SetOwnPriceAsync(page);
        await Expect(page.GetByTestId("rerate-hint")).ToContainTextAsync("3 calls of acme would change by −$0.0045 (−$0.0045 in closed months, shown apart).");
        await page.GetByRole(AriaRole.Link, new() { Name = "Preview and run" }).ClickAsync();
        await Expect(page.GetByTestId("preview-effect")).ToContainTextAsync("3 calls of acme would change by −$0.0045");
        await page.GetByRole(AriaRole.Button, new() { Name = "Month", Exact = true }).ClickAsync();
        await Expect(page.GetByTestId("preview-table")).ToContainTextAsync(Month);

        await page.GetByRole(AriaRole.Button, new() { Name = "Run…" }).ClickAsync();
        await dialog.GetByLabel("Reason").FillAsync("the contract came late");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.GetByTestId("corrections-table")).ToContainTextAsync("gpt-4o");
        await Expect(page.GetByTestId("rerate-runs")).ToContainTextAsync("✓ Done");
        await Expect(page.GetByTestId("corrections")).ToContainTextAsync("They sum to −$0.0045");
        await Expect(months).ToContainTextAsync("−$0.0045");

        await page.GotoAsync("/pricing/rerating?look=on");
        await Expect(page.GetByTestId("preview-effect")).ToHaveTextAsync("All 3 calls have the price of today's book already.");
        await UntilAsync(() => months.GetByRole(AriaRole.Button, new() { Name = $"Reopen {Month}" }).ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByLabel("Reason").FillAsync("a credit note");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Reopen the month" }).ClickAsync();
        await Expect(page.GetByText($"{Month} is open again.")).ToBeVisibleAsync();
        await Expect(months.GetByRole(AriaRole.Button, new() { Name = $"Close {Month}" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Page_ForAViewer_ShowsRunsAndMonthsButNothingToChange()
    {
        await ImportAsync();
        var page = await browser.SignedInAsync("/pricing/rerating?look=on", "Viewer");

        await Expect(page.GetByTestId("preview-effect")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("months")).ToContainTextAsync(Month);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Run…" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Close {Month}" })).ToHaveCountAsync(0);
    }

    private static DateTime FirstOfThisMonth()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
    }

    private static async Task SetOwnPriceAsync(IPage page)
    {
        await page.GotoAsync("/pricing/model?provider=openai&model=gpt-4o");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => page.GetByTestId("change-price").ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByLabel("Input", new() { Exact = true }).FillAsync("2");
        await dialog.GetByLabel("Output", new() { Exact = true }).FillAsync("8");
        await dialog.GetByLabel("Valid from (UTC)").FillAsync(LastMonth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await dialog.GetByLabel("Reason", new() { Exact = true }).FillAsync("20 % off list");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save the price" }).ClickAsync();
    }

    /// <summary>The same calls for every test of the class, stored once.</summary>
    private async Task ImportAsync()
    {
        var lines = Enumerable.Range(1, 3).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"timestamp":"{{LastMonth.AddDays(i):yyyy-MM-dd}}T01:00:00Z","request_id":"rerate-{{i}}","tenant_id":"acme","feature_id":"chat","provider":"openai","model":"gpt-4o","input_tokens":1000,"output_tokens":500}"""));
        using var log = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        await browser.App.Services.GetRequiredService<UsageImporter>().ImportStreamAsync(log, new ImportRequest(ImportSource.Api, "rerate"), Actor.System("test", "cli"), CancellationToken.None);
    }
}
