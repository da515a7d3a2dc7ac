using System.Reflection;
using FinOps.Web.Host;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;

namespace FinOps.Tests.Browser;

/// <summary>A signed-in administrator's browser before a console full of hostile texts, which notes whatever the pages do that they should not.</summary>
public sealed class PagesFixture : IAsyncLifetime
{
    private readonly BrowserFixture browser = new();

    public IPage Page { get; private set; } = null!;

    /// <summary>What went wrong since the last look: policy violations, faults of scripts, scripts of others, calls to other hosts.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Every address that a page of the console has, found in its components; parameters take a hostile value or the first row.</summary>
    public static IReadOnlyList<string> Addresses { get; } =
    [
        .. typeof(EntryPoint).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Order(StringComparer.Ordinal).Select(AddressOf),
        "/tenants/~3Cb~20class=x-pwn~3Ebold~3C~2Fb~3E~3Cbr~3E~3Csup~3E1~3C~2Fsup~3E?group=model",
        "/?group=user", "/?group=team&range=7d", "/models?group=feature", "/records?q=%3Cscript%3Epwn()%3C/script%3E", "/pricing?q=%3Cimg%20src=x%20onerror=pwn()%3E&kind=own",
        "/pricing/model?provider=openai&model=gpt-4o", "/pricing/model?provider=%3Cscript%3Epwn()%3C/script%3E&model=%3Cscript%3Epwn()%3C/script%3E",
        "/pricing/compare?m=openai%2Fgpt-4o&m=%3Cscript%3Epwn()%3C/script%3E%2Fx", "/pricing/rerating?run=1", "/imports/quarantine?file=1", "/imports/profiles/edit?name=%3Cscript%3Epwn()%3C%2Fscript%3E",
        "/sign-in?returnUrl=javascript:pwn()", "/no/such/page",
    ];

    public async Task InitializeAsync()
    {
        if (!BrowserFixture.IsInstalled)
        {
            return;
        }

        await browser.InitializeAsync();
        await HostileData.StoreAsync(browser.App);
        Page = await browser.SignedInAsync("/account");
        await Page.AddInitScriptAsync("""
            window.pwned = []; window.pwn = () => pwned.push(location.href); window.alert = window.confirm = window.prompt = window.pwn;
            addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`), true);
            """);
        Page.PageError += (_, fault) => Faults.Add($"script fault: {fault}");
        Page.Console += (_, message) => Note(message);
        Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(browser.App.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                Faults.Add($"request to {request.Url}");
            }
        };
    }

    async Task IAsyncLifetime.DisposeAsync() => await ((IAsyncLifetime)browser).DisposeAsync();

    public Uri Home => browser.App.Address;

    private static string AddressOf(string template) => string.Join('/', template.Split('/').Select(part =>
        part.StartsWith('{') ? part.Contains(":long", StringComparison.Ordinal) || part.Contains(":int", StringComparison.Ordinal) ? "1" : "~3Cscript~3Epwn()~3C~2Fscript~3E" : part));

    /// <summary>A page that says by its status that nothing is there is no fault of its scripts.</summary>
    private void Note(IConsoleMessage message)
    {
        if (message.Type == "error" && !message.Text.Contains("the server responded with a status of 4", StringComparison.Ordinal))
        {
            Faults.Add($"console: {message.Text}");
        }
    }
}
