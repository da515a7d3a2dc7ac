using System.Globalization;
using System.Net;
using FinOps.Core.Access;
using FinOps.Tests.Host;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

public sealed class LiveTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BrowserFact]
    public async Task Page_ForVisitor_AsksToSignInAndThenGoesThere()
    {
        var page = await browser.VisitorAsync();

        await page.GotoAsync("/imports");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as Admin", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Imports", Exact = true })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Upload_OfLog_ShowsItsCountsAndItsTenant()
    {
        var tenant = NewTenant();
        var page = await browser.SignedInAsync("/imports");
        await Expect(page.GetByTestId("upload-input")).ToBeEnabledAsync();

        await page.GetByTestId("upload-input").SetInputFilesAsync(new FilePayload
        {
            Name = $"{tenant}.ndjson",
            MimeType = "application/x-ndjson",
            Buffer = System.Text.Encoding.UTF8.GetBytes(Line(tenant, 1) + Line(tenant, 2) + "broken\n"),
        });

        var row = page.GetByTestId("import-table").GetByRole(AriaRole.Row).Filter(new() { HasText = tenant });
        await Expect(row).ToContainTextAsync("Done");
        await Expect(row.GetByRole(AriaRole.Cell).Nth(2)).ToHaveTextAsync("2");
        await Expect(row.GetByRole(AriaRole.Link, new() { Name = "1", Exact = true })).ToBeVisibleAsync();
        await page.GotoAsync("/tenants");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = tenant })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Overview_AfterPostOfUsage_ChangesByItselfWithinASecondOrSo()
    {
        var tenant = NewTenant();
        using var caller = await browser.App.CallerAsync(ApiScope.Ingest);
        await PostAsync(caller, Line(tenant, 1));
        var page = await browser.SignedInAsync($"/tenants/{tenant}");
        var spend = page.GetByTestId("tile-spend");
        await Expect(spend).ToContainTextAsync("$1.00");
        await WaitForCircuitAsync(page);

        await PostAsync(caller, Line(tenant, 2));

        await Expect(spend).ToContainTextAsync("$2.00", new() { Timeout = 5_000 });
    }

    [BrowserFact]
    public async Task Page_AfterImportByAnotherProcess_ChangesByItself()
    {
        using var program = new CommandLine();
        var tenant = NewTenant();
        using var caller = await browser.App.CallerAsync(ApiScope.Ingest);
        await PostAsync(caller, Line(tenant, 1));
        var page = await browser.SignedInAsync($"/tenants/{tenant}");
        await Expect(page.GetByTestId("tile-spend")).ToContainTextAsync("$1.00");
        await WaitForCircuitAsync(page);

        var run = await program.RunAsync("import", program.Write("more.ndjson", Line(tenant, 2) + Line(tenant, 3)), $"--Database:ConnectionString={browser.App.ConnectionString}");

        Assert.Equal(0, run.ExitCode);
        await Expect(page.GetByTestId("tile-spend")).ToContainTextAsync("$3.00");
    }

    private static string NewTenant() => $"t{Guid.NewGuid():N}"[..12];

    /// <summary>A call of exactly one dollar: 400,000 input tokens of gpt-4o at 2.50 USD for a million.</summary>
    private static string Line(string tenant, int number)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-number).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return $$"""{"timestamp":"{{at}}","request_id":"{{tenant}}-{{number}}","tenant_id":"{{tenant}}","feature_id":"chat","provider":"openai","model":"gpt-4o","input_tokens":400000,"output_tokens":0}""" + "\n";
    }

    private static async Task PostAsync(HttpClient caller, string lines)
    {
        using var answer = await caller.PostAsync("/api/v1/usage", new StringContent(lines));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Waits until the server-rendered page has become a live one.</summary>
    private static Task WaitForCircuitAsync(IPage page) => page.WaitForLoadStateAsync(LoadState.NetworkIdle);
}
