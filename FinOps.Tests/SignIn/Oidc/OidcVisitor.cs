using System.Net;
using System.Text.Json.Nodes;
using FinOps.Tests.Host;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace FinOps.Tests.SignIn.Oidc;

/// <summary>A browser without a screen that walks through a sign-in, and can leave the path at every step.</summary>
internal sealed class OidcVisitor : IDisposable
{
    // The platform's own jar refuses cookies for a path below another than the request's; browsers take them.
    private readonly Dictionary<string, (string Value, string Path)> cookies = new(StringComparer.Ordinal);
    private readonly HttpClient client;
    private readonly ForgingProvider provider;

    public OidcVisitor(Uri address, ForgingProvider provider)
    {
        this.provider = provider;
        Address = address;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>The address at the provider to which the last sign-in led.</summary>
    public Uri? Asked { get; private set; }

    public string? SessionCookie => cookies.TryGetValue("finops", out var cookie) ? cookie.Value : null;

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> fields) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) });

    /// <summary>What a form must carry that this visitor sends.</summary>
    public async Task<string> FormTokenAsync()
    {
        using var page = await GetAsync("/no-access");
        return AppFixture.FormToken(await page.Content.ReadAsStringAsync());
    }

    public void Show(string cookie) => cookies["finops"] = (cookie, "/");

    /// <summary>Every cookie, as a thief would take them.</summary>
    public Dictionary<string, (string Value, string Path)> Copy() => new(cookies, StringComparer.Ordinal);

    public void Keep(Dictionary<string, (string Value, string Path)> copied)
    {
        foreach (var (name, cookie) in copied)
        {
            cookies[name] = cookie;
        }
    }

    /// <summary>Asks to sign in and returns an attempt with which everything is right.</summary>
    public async Task<Attempt> BeginAsync(string path = "/sign-in/provider?returnUrl=%2Ftenants")
    {
        using var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Asked = answer.Headers.Location!;
        Assert.Equal(provider.Issuer + "/authorize", Asked.GetLeftPart(UriPartial.Path));
        var asked = QueryHelpers.ParseQuery(Asked.Query);
        var attempt = new Attempt { Claims = Claims(asked["nonce"].ToString()), Challenge = asked["code_challenge"].ToString(), UserInfoText = """{"sub":"ada"}""" };
        attempt.Bring("code", attempt.Code);
        attempt.Bring("state", asked["state"].ToString());
        attempt.Bring("iss", provider.Issuer);
        return attempt;
    }

    /// <summary>Comes back from the provider.</summary>
    public async Task<HttpResponseMessage> ReturnAsync(Attempt attempt)
    {
        provider.Answer(attempt);
        return attempt.Method == HttpMethod.Post
            ? await SendAsync(new HttpRequestMessage(attempt.Method, "/sign-in/callback") { Content = new FormUrlEncodedContent(attempt.Query) })
            : await SendAsync(new HttpRequestMessage(attempt.Method, "/sign-in/callback?" + string.Join('&', attempt.Query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}"))));
    }

    /// <summary>Signs in with claims that a test may change.</summary>
    public async Task<HttpResponseMessage> SignInAsync(Action<JsonObject>? change = null)
    {
        var attempt = await BeginAsync();
        change?.Invoke(attempt.Claims);
        if (attempt.Claims["sub"]?.ToString() is { } sub)
        {
            attempt.UserInfoText = new JsonObject { ["sub"] = sub }.ToJsonString();
        }

        return await ReturnAsync(attempt);
    }

    /// <summary>True when a page of the console opens.</summary>
    public async Task<bool> IsInAsync()
    {
        using var answer = await GetAsync("/tenants");
        return answer.StatusCode == HttpStatusCode.OK;
    }

    public void Dispose() => client.Dispose();

    public static long Seconds(int fromNow) => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + fromNow;

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using var _ = request;
        var path = new Uri(Address, request.RequestUri!).AbsolutePath;
        var sent = cookies.Where(c => path.StartsWith(c.Value.Path, StringComparison.Ordinal)).Select(c => $"{c.Key}={c.Value.Value}").ToList();
        if (sent.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", sent));
        }

        var answer = await client.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? SetCookieHeaderValue.ParseList([.. set]) : [])
        {
            var isGone = cookie.Expires is { } expires && expires < TimeProvider.System.GetUtcNow();
            cookies.Remove(cookie.Name.ToString());
            if (!isGone)
            {
                cookies[cookie.Name.ToString()] = (cookie.Value.ToString(), cookie.Path.ToString());
            }
        }

        return answer;
    }

    private JsonObject Claims(string nonce) => new()
    {
        ["iss"] = provider.Issuer,
        ["aud"] = ForgingProvider.ClientId,
        ["sub"] = "ada",
        ["name"] = "Ada",
        ["email"] = "ada@example.org",
        ["groups"] = new JsonArray(ForgingProvider.AdminGroup),
        ["sid"] = "sid-" + Guid.NewGuid().ToString("N"),
        ["nonce"] = nonce,
        ["auth_time"] = Seconds(-5),
        ["iat"] = Seconds(-5),
        ["exp"] = Seconds(300),
    };
}

/// <summary>The real program before a forging provider.</summary>
public sealed class OidcFixture : IAsyncLifetime
{
    private AppFixture? app;

    internal ForgingProvider Provider { get; } = new();

    public AppFixture App => app!;

    public async Task InitializeAsync()
    {
        await Provider.StartAsync();
        app = new AppFixture(Provider.Settings());
        await app.InitializeAsync();
    }

    internal OidcVisitor Visitor() => new(App.Address, Provider);

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)App).DisposeAsync();
        await Provider.DisposeAsync();
    }
}
