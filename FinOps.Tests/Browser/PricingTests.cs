using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Imports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static FinOps.Tests.Browser.LivePage;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

/// <summary>Pricing as a finance manager does it: waiting calls priced in a minute, names mapped, models compared.</summary>
public sealed class PricingTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BrowserFact]
    public async Task WaitingCalls_PricedAsAnotherModel_CostWhatThePreviewSaid()
    {
        await ImportAsync("in-house", "lab-model-1", 3);
        var page = await browser.SignedInAsync("/pricing");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Price as… (lab-model-1)" }).ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByLabel("Price them as").FillAsync("openai 4o-2024");
        await Expect(dialog.GetByTestId("SourceModel-offers").Locator("option[value='openai gpt-4o-2024-08-06']")).ToHaveCountAsync(1);
        Assert.InRange(await dialog.GetByTestId("SourceModel-offers").Locator("option").CountAsync(), 1, 20);
        await dialog.GetByLabel("Price them as").FillAsync("openai gpt-4o");
        await dialog.GetByLabel("Reason").FillAsync("runs the same weights");

        // 3 calls of 1,000 input and 500 output tokens at $2.50 and $10 per million.
        await Expect(dialog.GetByTestId("price-as-effect")).ToHaveTextAsync("3 of 3 waiting calls will cost $0.0225 together.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy the price" }).ClickAsync();

        await Expect(page.GetByText("3 waiting calls are priced now")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Price as… (lab-model-1)" })).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Mapping_AddedAndEnded_KeepsItsHistory()
    {
        await ImportAsync("openai", "our-deployment", 1);
        var page = await browser.SignedInAsync("/pricing/mappings");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => page.GetByTestId("add-mapping").ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save the mapping" }).ClickAsync();
        await Expect(dialog.GetByText("Name the model whose price counts.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Provider").FillAsync("openai");
        await dialog.GetByLabel("Name in the logs").FillAsync("our-deployment");
        await dialog.GetByLabel("Stands for the model").FillAsync("gpt-4o");
        await dialog.GetByLabel("From (UTC)").FillAsync("2026-01-01");
        await dialog.GetByLabel("Reason").FillAsync("our deployment of it");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save the mapping" }).ClickAsync();

        await Expect(page.GetByText("1 waiting calls are priced now")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("mappings")).ToContainTextAsync("gpt-4o");

        await page.GetByRole(AriaRole.Button, new() { Name = "End the mapping of our-deployment" }).ClickAsync();
        await dialog.GetByLabel("Reason").FillAsync("switched off");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "End the mapping" }).ClickAsync();

        await Expect(page.GetByTestId("mappings")).ToContainTextAsync("itself again");
        await page.GetByRole(AriaRole.Button, new() { Name = "History of our-deployment" }).ClickAsync();
        await Expect(page.GetByText("our deployment of it")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Comparison_OfAnotherRequest_ChangesTheCostAndTheAddress()
    {
        var page = await browser.SignedInAsync("/pricing/compare?m=openai%2Fgpt-4o&m=openai%2Fgpt-4o-mini");
        await Expect(page.GetByTestId("comparison").Locator("tbody th").First).ToHaveTextAsync("gpt-4o-mini");

        var cached = page.GetByLabel("Of these from the cache");

        // 3,000 input and 500 output tokens, a thousand times: $7.50 and $5.00.
        await UntilAsync(
            async () =>
            {
                await cached.FillAsync("1");
                await cached.FillAsync("0");
                await cached.PressAsync("Tab");
            },
            () => Expect(page.GetByTestId("comparison")).ToContainTextAsync("$12.50", new() { Timeout = 5_000 }));
        Assert.Contains("cached=0", page.Url, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Search_OfPrices_NarrowsTheTableAndStandsInTheAddress()
    {
        var page = await browser.SignedInAsync("/pricing");
        await UntilAsync(
            async () =>
            {
                await page.GetByTestId("price-words").FillAsync("gpt-4o-mini");
                await page.GetByTestId("price-words").PressAsync("Enter");
            },
            () => page.WaitForURLAsync(url => url.Contains("q=gpt-4o-mini", StringComparison.Ordinal), new() { Timeout = 5_000 }));
        await Expect(page.GetByTestId("all-prices-table").Locator("tbody th").First).ToContainTextAsync("gpt-4o-mini");
        await page.GoBackAsync();
        await Expect(page.GetByTestId("price-words")).ToHaveValueAsync("");
    }

    private async Task ImportAsync(string provider, string model, int calls)
    {
        var lines = Enumerable.Range(0, calls).Select(i =>
            $$"""{"timestamp":"2026-10-0{{i + 1}}T01:00:00Z","request_id":"{{model}}-{{i}}","tenant_id":"acme","feature_id":"chat","provider":"{{provider}}","model":"{{model}}","input_tokens":1000,"output_tokens":500}""");
        using var log = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        await browser.App.Services.GetRequiredService<UsageImporter>().ImportStreamAsync(log, new ImportRequest(ImportSource.Api, model), Actor.System("test", "cli"), CancellationToken.None);
    }
}
