using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.Browser;

/// <summary>The life of a key as an administrator leads it: made, used, rotated, revoked.</summary>
public sealed class KeyTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BrowserFact]
    public async Task Key_CreatedUsedRotatedAndRevoked_OpensOnlyWhileItShould()
    {
        var page = await browser.SignedInAsync("/access/keys");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await UntilAsync(() => page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Create (a|the first) key$") }).First.ClickAsync(), () => Expect(dialog).ToBeVisibleAsync(Soon));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create the key" }).ClickAsync();
        await Expect(dialog.GetByText("A key needs a name")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("Choose what the key opens")).ToBeVisibleAsync();

        await dialog.GetByLabel("Name").FillAsync("acme gateway");
        await dialog.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^ingest") }).CheckAsync();
        await dialog.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^admin") }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create the key" }).ClickAsync();
        await Expect(dialog.GetByText("admin goes with neither ingest nor reserve")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^admin") }).UncheckAsync();
        await dialog.GetByLabel("Only these tenants").FillAsync("acme");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create the key" }).ClickAsync();

        var first = await ShownAsync(dialog);
        Assert.Equal((HttpStatusCode.OK, 1L, 1L), await SendAsync(first));
        await dialog.GetByTestId("key-stored").ClickAsync();

        await Expect(page.GetByTestId("keys-table")).ToContainTextAsync("acme gateway");
        Assert.DoesNotContain(first[13..], await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = first[..12] }).ClickAsync();
        await Expect(page.GetByTestId("last-use")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^(just now|. minutes? ago) from (127\\.0\\.0\\.1|::1)"));

        await page.GetByTestId("rotate-key").ClickAsync();
        await Expect(dialog.GetByTestId("rotate-effect")).ToContainTextAsync("The present one works on until");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Rotate the key" }).ClickAsync();
        var second = await ShownAsync(dialog);
        await dialog.GetByTestId("key-stored").ClickAsync();
        await Expect(page.GetByTestId("key-state")).ToContainTextAsync("rotating");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(first)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(second)).Status);

        await page.GetByTestId("revoke-key").ClickAsync();
        await Expect(dialog.GetByTestId("reason-effect")).ToContainTextAsync("requests like the 3 of today are refused");
        await dialog.GetByLabel("Reason").FillAsync("the gateway is gone");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke the key" }).ClickAsync();

        await Expect(page.GetByTestId("key-state")).ToHaveTextAsync("Revoked");
        await Expect(page.GetByText("the gateway is gone")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(first)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(second)).Status);
    }

    [BrowserFact]
    public async Task Search_OfKeys_StandsInTheAddress()
    {
        await browser.App.KeyAsync("read");
        var page = await browser.SignedInAsync("/access/keys?state=revoked&q=nothing-of-this");
        await Expect(page.GetByText("No key matches.")).ToBeVisibleAsync();

        await UntilAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync(), () => Expect(page.GetByTestId("keys-table")).ToBeVisibleAsync(Soon));

        Assert.EndsWith("/access/keys", page.Url, StringComparison.Ordinal);
        await page.GoBackAsync();
        await Expect(page.GetByTestId("key-words")).ToHaveValueAsync("nothing-of-this");
    }

    private static LocatorAssertionsToBeVisibleOptions Soon => new() { Timeout = 5_000 };

    private static async Task<string> ShownAsync(ILocator dialog)
    {
        var text = await dialog.GetByTestId("new-key").InnerTextAsync();
        Assert.Matches("^lfk_[0-9a-f]{8}_[0-9A-Za-z]{38}$", text);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        return text;
    }

    /// <summary>The first paint comes from the server and hears nothing; a person would try again too.</summary>
    private static async Task UntilAsync(Func<Task> act, Func<Task> seen)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await act();
                await seen();
                return;
            }
            catch (Exception e) when (tries < 12 && e is PlaywrightException or TimeoutException)
            {
            }
        }
    }

    /// <summary>Sends one line of the key's tenant and one of another.</summary>
    private async Task<(HttpStatusCode Status, long Accepted, long Refused)> SendAsync(string key)
    {
        using var caller = browser.App.Anonymous();
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var lines = new StringContent(string.Join('\n', new[] { "acme", "globex" }.Select(tenant =>
            $$"""{"timestamp":"2026-10-01T01:00:00Z","request_id":"key-{{tenant}}","tenant_id":"{{tenant}}","provider":"openai","model":"gpt-4o","input_tokens":10,"output_tokens":5}""")));
        using var answer = await caller.PostAsync("/api/v1/usage", lines);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return (answer.StatusCode, 0, 0);
        }

        var receipt = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (answer.StatusCode, receipt.GetProperty("accepted").GetInt64(), receipt.GetProperty("refused").GetInt64());
    }
}
