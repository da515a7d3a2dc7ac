using FinOps.Tests.Host;
using Microsoft.Playwright;

namespace FinOps.Tests.Browser;

/// <summary>Debian's Chromium before the real program, which starts without any usage.</summary>
public class BrowserFixture : IAsyncLifetime
{
    private BrowserHandle? browser;

    public BrowserFixture()
        : this(new AppFixture())
    {
    }

    /// <param name="app">The program with other settings.</param>
    protected BrowserFixture(AppFixture app) => App = app;

    /// <summary>True where page tests can run; <c>./test.sh</c> installs what they need.</summary>
    public static bool IsInstalled => File.Exists(BrowserHandle.Executable);

    public AppFixture App { get; }

    public async Task InitializeAsync()
    {
        if (!IsInstalled)
        {
            return;
        }

        await App.InitializeAsync();
        browser = await BrowserHandle.LaunchAsync();
    }

    /// <summary>A page of a new visitor, with cookies of its own.</summary>
    public Task<IPage> VisitorAsync(int width = 1440, int height = 900) => browser!.VisitorAsync(App.Address, width, height);

    /// <summary>A page of someone signed in, at an address of the console.</summary>
    public async Task<IPage> SignedInAsync(string path, string role = "Admin")
    {
        var page = await VisitorAsync();
        await page.GotoAsync($"/sign-in?returnUrl={Uri.EscapeDataString(path)}");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Sign in as {role}", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).PathAndQuery == path, new() { WaitUntil = WaitUntilState.Commit });

        // The state, not the event: on a busy machine the event may be over before anyone waits for it.
        await page.WaitForFunctionAsync("document.readyState === 'complete'");
        return page;
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        if (IsInstalled)
        {
            await ((IAsyncLifetime)App).DisposeAsync();
        }
    }
}

/// <summary>The same before a program that soon gives up on browsers that stand still, and has room for a few pages of each person.</summary>
public sealed class ImpatientBrowser() : BrowserFixture(new AppFixture(new Dictionary<string, string> { ["Web:SlowReaderSeconds"] = "3", ["Web:CircuitsPerPerson"] = "10" }));

/// <summary>A test that needs Chromium.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        // On a build machine a missing browser is a fault, not a reason to test less.
        if (!BrowserFixture.IsInstalled && Environment.GetEnvironmentVariable("CI") is null)
        {
            Skip = "Chromium is not installed; ./test.sh installs it.";
        }
    }
}

/// <summary>A test with cases that needs Chromium.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        if (!BrowserFixture.IsInstalled && Environment.GetEnvironmentVariable("CI") is null)
        {
            Skip = "Chromium is not installed; ./test.sh installs it.";
        }
    }
}
