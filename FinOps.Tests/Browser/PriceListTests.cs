using System.Text;
using FinOps.Core.Pricing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static FinOps.Tests.Browser.LivePage;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

/// <summary>A public price list compared with the book and taken over, pasted and as a file.</summary>
public sealed class PriceListTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string LiteLlm =
        """{"gpt-4o":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":2e-06,"cache_read_input_token_cost":1e-06,"output_cost_per_token":1e-05},"brand-new-1":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-06,"output_cost_per_token":4e-06},"free-preview-1":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":0,"output_cost_per_token":0}}""";

    private const string ModelsDev =
        """{"openai":{"id":"openai","name":"OpenAI","models":{"brand-new-2":{"id":"brand-new-2","name":"Brand new 2","cost":{"input":1,"output":4}}}}}""";

    [BrowserFact]
    public async Task PastedList_ComparedChosenAndTakenOver_ChangesThePriceBook()
    {
        var page = await browser.SignedInAsync("/pricing/lists", "Finance");
        var changes = page.GetByTestId("list-changes");
        await UntilAsync(
            async () =>
            {
                await page.GetByTestId("list-text").FillAsync("{ \"nothing\": 1 }");
                await page.GetByTestId("compare-list").ClickAsync();
            },
            () => Expect(page.GetByTestId("list-fault")).ToBeVisibleAsync(Soon));
        await page.GetByTestId("list-text").FillAsync(LiteLlm);
        await page.GetByTestId("compare-list").ClickAsync();

        await Expect(changes).ToContainTextAsync("gpt-4o");
        await Expect(changes).ToContainTextAsync("-20 %");
        await Expect(changes).ToContainTextAsync("Input 2.5 → 2");
        await page.GetByRole(AriaRole.Button, new() { Name = "New 2" }).ClickAsync();
        await Expect(page.GetByLabel("Take over openai/brand-new-1")).ToBeCheckedAsync();
        await Expect(page.GetByLabel("Take over openai/free-preview-1")).Not.ToBeCheckedAsync();
        await Expect(changes).ToContainTextAsync("Costs nothing; lists also write 0 for what they do not know");
        await DownloadAsync(page);

        await page.GetByTestId("apply-list").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
        await page.GetByTestId("valid-from").FillAsync("2026-12-01");
        await page.GetByTestId("reason").FillAsync("December list");
        await page.GetByTestId("apply-list").ClickAsync();

        await Expect(page.GetByTestId("import-notice")).ToContainTextAsync("stored.");
        var stored = (await browser.App.Services.GetRequiredService<PriceBook>().CurrentAsync(CancellationToken.None)).Prices.Where(p => p.ModelPattern is "brand-new-1" or "free-preview-1").ToList();
        Assert.Equal(("brand-new-1", 1_000_000_000L, "December list"), (Assert.Single(stored).ModelPattern, stored[0].Rates.InputPer1M, stored[0].Note));
    }

    [BrowserFact]
    public async Task ListAsAFile_OfModelsDev_IsToldByItsContent()
    {
        var page = await browser.SignedInAsync("/pricing/lists");
        await UntilAsync(
            () => page.GetByTestId("list-file").SetInputFilesAsync(new FilePayload { Name = "api.json", MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(ModelsDev) }),
            () => Expect(page.GetByTestId("list-changes")).ToContainTextAsync("brand-new-2", new() { Timeout = 5_000 }));

        await Expect(page.GetByText("models.dev: 1 new")).ToBeVisibleAsync();
        await page.GetByTestId("another-list").ClickAsync();
        await Expect(page.GetByTestId("list-text")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Page_ForAViewer_ComparesButTakesNothingOver()
    {
        var page = await browser.SignedInAsync("/pricing/lists", "Viewer");
        await UntilAsync(
            async () =>
            {
                await page.GetByTestId("list-text").FillAsync(ModelsDev);
                await page.GetByTestId("compare-list").ClickAsync();
            },
            () => Expect(page.GetByTestId("list-changes")).ToBeVisibleAsync(Soon));

        await Expect(page.GetByTestId("apply-list")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("choose-all")).ToHaveCountAsync(0);
    }

    private static async Task DownloadAsync(IPage page)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("export-list").ClickAsync());
        var text = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Contains("new,openai,brand-new-1,,Output,USD per million tokens,,4,,,yes,", text, StringComparison.Ordinal);
    }
}
