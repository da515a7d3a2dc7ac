using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static FinOps.Tests.Browser.LivePage;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

/// <summary>Terms as somebody in customer success keeps them: entered, changed, imported, undone.</summary>
public sealed class TermsTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly Actor Somebody = Actor.System("bert", "cli");

    [BrowserFact]
    public async Task Tenant_EnteredWithContractAndRevenue_TellsWhatItPays()
    {
        var page = await browser.SignedInAsync("/manage/tenants", "Customer success");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => page.GetByTestId("add-tenant").ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the tenant" }).ClickAsync();
        await Expect(dialog.GetByText("Give the key, as it stands in the logs.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Key, as it stands in the logs").FillAsync("acme");
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Acme, Inc.");
        await dialog.GetByLabel("Tier").SelectOptionAsync("pro");
        await dialog.GetByLabel("Owner in customer success").FillAsync("Ida");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the tenant" }).ClickAsync();

        await Expect(page.GetByTestId("no-contract")).ToContainTextAsync("no contract");
        await page.GetByTestId("add-contract").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the contract" }).ClickAsync();
        await Expect(dialog.GetByText("Give the monthly fee, or choose a plan that has one.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Monthly fee (USD)").FillAsync("310");
        await dialog.GetByLabel("From (first day)").FillAsync("2026-01-01");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the contract" }).ClickAsync();
        await Expect(page.GetByTestId("contracts")).ToContainTextAsync("$310.00");
        await Expect(page.GetByTestId("no-contract")).ToHaveCountAsync(0);

        await page.GetByTestId("enter-revenue").ClickAsync();
        await dialog.GetByLabel("Kind").SelectOptionAsync("OneOff");
        await dialog.GetByLabel("Amount (USD, negative for a refund)").FillAsync("-10.5");
        await dialog.GetByLabel("Day", new() { Exact = true }).FillAsync("2026-01-05");
        await dialog.GetByLabel("Description").FillAsync("Goodwill");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Enter it" }).ClickAsync();
        await Expect(page.GetByTestId("revenue")).ToContainTextAsync("One-off on Jan 5, 2026: Goodwill");
        await Expect(page.GetByTestId("revenue")).ToContainTextAsync("$299.50");

        await page.GetByTestId("terms-notice").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByTestId("terms-notice")).ToContainTextAsync("as it was before");
        await Expect(page.GetByTestId("revenue")).Not.ToContainTextAsync("Goodwill");
    }

    [BrowserFact]
    public async Task Contract_ThatEndsAnother_IsUndoneWithIt()
    {
        await StoreAsync("changer", 31);
        var page = await browser.SignedInAsync("/manage/tenants/changer");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => page.GetByTestId("add-contract").ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByLabel("Monthly fee (USD)").FillAsync("62");
        await dialog.GetByLabel("From (first day)").FillAsync("2026-10-11");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the contract" }).ClickAsync();
        await Expect(page.GetByTestId("contracts").GetByText("Oct 11, 2026")).ToHaveCountAsync(2);

        await page.GetByTestId("terms-notice").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByTestId("contracts").GetByText("Oct 11, 2026")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("contracts")).ToContainTextAsync("runs on");
    }

    [BrowserFact]
    public async Task Tenant_EditedByTwo_TellsTheSecondWhoWasFaster()
    {
        await StoreAsync("shared", 10);
        var page = await browser.SignedInAsync("/manage/tenants/shared");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => page.GetByTestId("edit-tenant").ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await browser.App.Services.GetRequiredService<TenantEditor>().SaveAsync(new() { Key = "shared", Name = "Bert's" }, Somebody, default);
        await dialog.GetByLabel("Owner in customer success").FillAsync("Ida");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save the tenant" }).ClickAsync();

        await Expect(dialog.GetByTestId("dialog-problem")).ToContainTextAsync("Changed by bert at");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Reload" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Bert's");
    }

    [BrowserFact]
    public async Task Tenants_Chosen_GetATierTogether_AndTheirOldOnesBack()
    {
        await StoreAsync("bulk-one", 10);
        await StoreAsync("bulk-two", 10);
        var page = await browser.SignedInAsync("/manage/tenants?q=bulk-");
        var table = page.GetByTestId("tenants-terms");
        await UntilAsync(() => page.GetByTestId("choose-all").CheckAsync(), () => Expect(page.GetByTestId("bulk-bar")).ToContainTextAsync("2 chosen", new() { Timeout = 5_000 }));
        await page.GetByLabel("New tier").SelectOptionAsync("enterprise");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change them" }).ClickAsync();
        await Expect(table.GetByRole(AriaRole.Cell, new() { Name = "enterprise" })).ToHaveCountAsync(2);

        await page.GetByTestId("terms-notice").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(table.GetByRole(AriaRole.Cell, new() { Name = "enterprise" })).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task File_Imported_ShowsEveryChangeBeforeItIsStored()
    {
        await StoreAsync("filed", 10);
        var file = Encoding.UTF8.GetBytes("tenant,name,monthly_fee_usd,start\nfiled,Filed,20,2026-01-01\nfresh,Fresh,5,2026-10-01\nbroken,Broken,x,2026-10-01\n");
        var page = await browser.SignedInAsync("/manage/terms/import");
        var lines = page.GetByTestId("preview-lines");
        await UntilAsync(
            () => page.GetByTestId("terms-file").SetInputFilesAsync(new FilePayload { Name = "tenants.csv", MimeType = "text/csv", Buffer = file }),
            () => Expect(lines).ToBeVisibleAsync(Soon));
        await Expect(lines).ToContainTextAsync("monthly_fee_usd: \"x\" is no amount");
        await page.GetByRole(AriaRole.Button, new() { Name = "Changed 1" }).ClickAsync();
        await Expect(lines).ToContainTextAsync("monthly_fee_usd 10 → 20");
        Assert.Equal(10_000_000_000, (await FindAsync("filed"))!.Row.MonthlyFeeNanos);

        await page.GetByTestId("apply-terms").ClickAsync();
        await Expect(page.GetByText("Stored: 1 new, 1 changed, 1 that cannot be taken over.")).ToBeVisibleAsync();
        Assert.Equal(20_000_000_000, (await FindAsync("filed"))!.Row.MonthlyFeeNanos);
        Assert.Equal(5_000_000_000, (await FindAsync("fresh"))!.Row.MonthlyFeeNanos);
        Assert.Null(await FindAsync("broken"));
    }

    [BrowserFact]
    public async Task Plan_AddedAndRaised_ShowsBothPrices()
    {
        var page = await browser.SignedInAsync("/manage/plans");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => page.GetByTestId("add-plan").ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByLabel("Key, as contracts and files carry it").FillAsync("pro-2026");
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Pro");
        await dialog.GetByLabel("From", new() { Exact = true }).FillAsync("2026-01-01");
        await dialog.GetByLabel("Monthly fee (USD)").FillAsync("79");
        await dialog.GetByLabel("Why").FillAsync("List price");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the plan" }).ClickAsync();
        await Expect(page.GetByTestId("plans")).ToContainTextAsync("$79.00");

        await page.GetByRole(AriaRole.Button, new() { Name = "Change Pro, or add a price" }).ClickAsync();
        await dialog.GetByLabel("From", new() { Exact = true }).FillAsync("2026-06-01");
        await dialog.GetByLabel("Monthly fee (USD)").FillAsync("99");
        await dialog.GetByLabel("Why").FillAsync("New list");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save the plan" }).ClickAsync();
        await Expect(page.GetByTestId("plans")).ToContainTextAsync("$99.00");
        await Expect(page.GetByTestId("plans")).ToContainTextAsync("$79.00");
    }

    [BrowserFact]
    public async Task Pages_ForAViewer_OfferNoChange()
    {
        await StoreAsync("seen", 10);
        var page = await browser.SignedInAsync("/manage/tenants/seen", "Viewer");
        await Expect(page.GetByTestId("contracts")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("edit-tenant")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("add-contract")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("enter-revenue")).ToHaveCountAsync(0);
    }

    private Task<TenantTerms?> FindAsync(string key) => browser.App.Services.GetRequiredService<TenantQueries>().FindAsync(key, Somebody, default);

    private async Task StoreAsync(string key, decimal fee)
    {
        Assert.IsType<TenantEdit.Saved>(await browser.App.Services.GetRequiredService<TenantEditor>().SaveAsync(new() { Key = key, Tier = "free" }, Somebody, default));
        Assert.IsType<TenantEdit.Saved>(await browser.App.Services.GetRequiredService<ContractEditor>().SaveAsync(new() { Tenant = key, StartDay = new(2026, 1, 1), MonthlyFeeUsd = fee }, Somebody, default));
    }
}
