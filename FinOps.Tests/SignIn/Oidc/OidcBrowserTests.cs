using System.Net;
using FinOps.Tests.Browser;
using FinOps.Tests.Host;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FinOps.Tests.SignIn.Oidc;

/// <summary>Chromium, the real program, and a provider written by others.</summary>
public sealed class OidcBrowserTests(OidcBrowserFixture oidc) : IClassFixture<OidcBrowserFixture>
{
    [OidcBrowserFact]
    public async Task DeepLink_OfSomebodyNew_OpensAfterSignIn()
    {
        var page = await oidc.VisitorAsync();

        await page.GotoAsync("/tenants?range=7d");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ada Admin" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Tenants");
        Assert.Equal("/tenants?range=7d", new Uri(page.Url).PathAndQuery);
        var cookie = Assert.Single(await page.Context.CookiesAsync([oidc.App.Address.ToString()]), c => c.Name == "finops");
        Assert.True(cookie is { HttpOnly: true, SameSite: SameSiteAttribute.Lax, Path: "/", Expires: -1 });
        await page.GotoAsync("/account");
        await Expect(page.GetByText($"{oidc.Provider.Issuer}|ada")).ToBeVisibleAsync();
    }

    [OidcBrowserFact]
    public async Task SignOut_LeadsThroughTheProviderAndBackAndTheNextSignInAsksAgain()
    {
        var page = await oidc.SignedInAsync("Vera Viewer");

        await OidcBrowserFixture.OpenMenuAsync(page, "Vera Viewer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, leave" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Who are you?" })).ToBeVisibleAsync();
    }

    [OidcBrowserFact]
    public async Task Session_EndedAtTheProvider_ClosesTheOpenPage()
    {
        var page = await oidc.SignedInAsync("Ada Admin");
        var elsewhere = await page.Context.NewPageAsync();

        await elsewhere.GotoAsync(oidc.Provider.Issuer + "/session/end");
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Yes, leave" }).ClickAsync();
        await Expect(elsewhere.GetByRole(AriaRole.Heading, new() { Name = "Left" })).ToBeVisibleAsync();

        // Nobody touches the page: the back-channel call alone empties it and makes it leave.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your session has ended" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Who are you?" })).ToBeVisibleAsync();
    }

    [OidcBrowserFact]
    public async Task Person_WithoutARole_LearnsWhomToAsk()
    {
        var page = await oidc.VisitorAsync();

        await page.GotoAsync("/pricing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Gus Guest" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You have no access to FinOps yet" })).ToBeVisibleAsync();
        await Expect(page.GetByTestId("no-access")).ToContainTextAsync($"{oidc.Provider.Issuer}|guest");
        await Expect(page.GetByTestId("no-access")).ToContainTextAsync("guests");
        await Expect(page.GetByText("finops-help@example.org")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Leave?" })).ToBeVisibleAsync();
    }

    [OidcBrowserFact]
    public async Task Proof_GivenAgain_ComesBackToThePage()
    {
        var page = await oidc.SignedInAsync("Ada Admin");

        await page.GotoAsync("/sign-in/again?returnUrl=%2Fpricing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ada Admin" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Pricing");
        await page.GotoAsync("/sign-in/again?returnUrl=%2Fpricing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Vera Viewer" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You signed in as somebody else" })).ToBeVisibleAsync();
    }

    [OidcBrowserFact]
    public async Task Session_EndedInAnotherBrowser_ClosesTheOpenPage()
    {
        var here = await oidc.SignedInAsync("Vera Viewer");
        var there = await oidc.SignedInAsync("Vera Viewer");

        await there.GotoAsync("/account");
        await there.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();
        await Expect(there.GetByRole(AriaRole.Heading, new() { Name = "Leave?" })).ToBeVisibleAsync();

        await Expect(here.GetByRole(AriaRole.Heading, new() { Name = "Your session has ended" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = oidc.App.Address };
        Assert.Equal(HttpStatusCode.Found, (await client.GetAsync("/tenants")).StatusCode);
    }
}

/// <summary>The provider, the program that asks it, and Chromium.</summary>
public sealed class OidcBrowserFixture : IAsyncLifetime
{
    private BrowserHandle? browser;
    private AppFixture? app;

    internal NodeProvider Provider { get; } = new();

    public AppFixture App => app!;

    public async Task InitializeAsync()
    {
        if (OidcBrowserFactAttribute.WhyNot is { } why)
        {
            // On a build machine a missing tool is a fault, not a reason to test less.
            if (Environment.GetEnvironmentVariable("CI") is not null)
            {
                throw new InvalidOperationException(why);
            }

            return;
        }

        app = new AppFixture(new Dictionary<string, string>
        {
            ["SignIn:Mode"] = "Oidc",
            ["SignIn:Authority"] = Provider.Issuer,
            ["SignIn:ClientId"] = ForgingProvider.ClientId,
            ["SignIn:ClientSecret"] = ForgingProvider.ClientSecret,
            ["SignIn:Scopes"] = "openid profile email roles",
            ["SignIn:HelpContact"] = "finops-help@example.org",
            ["SignIn:RoleMappings:0:Value"] = "finops-admins",
            ["SignIn:RoleMappings:0:Role"] = "Admin",
            ["SignIn:RoleMappings:1:Value"] = "finops-viewers",
            ["SignIn:RoleMappings:1:Role"] = "Viewer",
        });
        await app.InitializeAsync();
        await Provider.StartAsync(app.Address);
        browser = await BrowserHandle.LaunchAsync();
    }

    public Task<IPage> VisitorAsync() => browser!.VisitorAsync(App.Address);

    /// <summary>A page of the console with somebody of the provider's signed in.</summary>
    public async Task<IPage> SignedInAsync(string name)
    {
        var page = await VisitorAsync();
        await page.GotoAsync("/tenants");
        await page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Tenants");
        await OpenMenuAsync(page, name);
        await page.Keyboard.PressAsync("Escape");
        return page;
    }

    /// <summary>Opens the account menu, which answers only once the page is live.</summary>
    public static async Task OpenMenuAsync(IPage page, string name)
    {
        ArgumentNullException.ThrowIfNull(page);
        var signOut = page.GetByRole(AriaRole.Button, new() { Name = "Sign out" });
        for (var tries = 0; tries < 20 && !await signOut.IsVisibleAsync(); tries++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = $"Account of {name}" }).ClickAsync();
            try
            {
                await signOut.WaitForAsync(new() { Timeout = 2_000 });
            }
            catch (TimeoutException)
            {
                // Not live yet: click again.
            }
        }
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        await Provider.DisposeAsync();
        if (app is not null)
        {
            await ((IAsyncLifetime)app).DisposeAsync();
        }
    }
}

/// <summary>A test that needs Chromium, Node and the packages of the provider.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OidcBrowserFactAttribute : FactAttribute
{
    public OidcBrowserFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") is null)
        {
            Skip = WhyNot;
        }
    }

    public static string? WhyNot => BrowserFixture.IsInstalled ? NodeProvider.Missing : "Chromium is not installed; ./test.sh installs it.";
}
