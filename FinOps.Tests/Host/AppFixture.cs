using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using FinOps.Core.Access;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Host;

/// <summary>The real program on a free loopback port, with a database and a drop folder of its own.</summary>
public partial class AppFixture : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly Dictionary<string, string> settings;
    private readonly Action<IServiceCollection>? configure;

    public AppFixture()
        : this(new Dictionary<string, string>())
    {
    }

    /// <param name="more">Settings beside those for the database and the folders.</param>
    /// <param name="configure">What the tests put in place of services of the program.</param>
    internal AppFixture(IReadOnlyDictionary<string, string> more, Action<IServiceCollection>? configure = null)
    {
        this.configure = configure;
        Folder = Directory.CreateTempSubdirectory("finops-app-").FullName;
        settings = new()
        {
            ["Database:ConnectionString"] = ConnectionString,
            ["Imports:DropFolder"] = DropFolder,
            ["Imports:SpoolFolder"] = Path.Combine(Folder, "spool"),
            ["Audit:AnchorFile"] = Path.Combine(Folder, "anchors.log"),

            // All tests come from one address and few people; those about limits set their own.
            ["Web:PagesPerSecond"] = "10000",
            ["Web:SignInsPerMinute"] = "10000",
            ["Web:CircuitsPerPerson"] = "500",

            // Machines that run tests are busy; only tests about outages care how long an answer takes.
            ["Ledger:DeadlineMilliseconds"] = "9000",
        };
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
    }

    public string Folder { get; }

    public string ConnectionString => $"Data Source={Path.Combine(Folder, "finops.db")};Pooling=False";

    public string DropFolder => Path.Combine(Folder, "drop");

    /// <summary>Where the program listens, e.g. <c>http://127.0.0.1:41231/</c>.</summary>
    public Uri Address => ClientOptions.BaseAddress;

    public Task InitializeAsync()
    {
        StartServer();
        return Task.CompletedTask;
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        TempFolders.Remove(Folder);
    }

    /// <summary>A caller that shows a new API key.</summary>
    public async Task<HttpClient> CallerAsync(params string[] scopes)
    {
        var caller = Anonymous();
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await KeyAsync(scopes));
        return caller;
    }

    public Task<string> KeyAsync(params string[] scopes) => KeyAsync(new ApiKeyDraft { Name = "test", Scopes = [.. scopes] });

    public async Task<string> KeyAsync(ApiKeyDraft draft) =>
        Assert.IsType<ApiKeyResult.Made>(await Services.GetRequiredService<ApiKeyEditor>().CreateAsync(draft, Actor.System("test", "cli"), CancellationToken.None)).Text;

    /// <summary>A caller without a key; redirects are shown, not followed.</summary>
    public HttpClient Anonymous() => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address };

    /// <summary>What a form must carry that a person sends.</summary>
    public static async Task<string> FormTokenAsync(HttpClient person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return FormToken(await person.GetStringAsync("/sign-in"));
    }

    /// <summary>The token in the first form of a page.</summary>
    public static string FormToken(string page) => Token().Match(page).Groups[1].Value;

    /// <summary>A caller with the cookie of a person in this role.</summary>
    public async Task<HttpClient> SignedInAsync(string role)
    {
        var person = Anonymous();
        var token = await FormTokenAsync(person);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["role"] = role, ["__RequestVerificationToken"] = token });
        using var answer = await person.PostAsync(new Uri("/sign-in/local", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return person;
    }

    /// <summary>The cookies of a person in this role, as a header.</summary>
    public async Task<string> CookiesAsync(string role)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        using var page = await browser.GetAsync("/sign-in");
        using var form = new HttpRequestMessage(HttpMethod.Post, "/sign-in/local")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["role"] = role, ["__RequestVerificationToken"] = Token().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value }),
        };
        form.Headers.Add("Cookie", CookiesOf(page));
        using var answer = await browser.SendAsync(form);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return CookiesOf(answer);
    }

    /// <summary>Settings that a test needs beside these.</summary>
    protected virtual IReadOnlyDictionary<string, string> MoreSettings { get; } = new Dictionary<string, string>();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in settings.Concat(MoreSettings))
        {
            builder.UseSetting(key, value);
        }

        if (configure is not null)
        {
            builder.ConfigureTestServices(configure);
        }
    }

    private static string CookiesOf(HttpResponseMessage answer) =>
        string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]).Where(c => !c.EndsWith('=')));

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
