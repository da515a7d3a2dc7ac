using System.Net;
using System.Text.RegularExpressions;
using FinOps.Core.Access;
using FinOps.Tests.Host;

namespace FinOps.Tests.Edge;

/// <summary>What every answer tells browsers not to do.</summary>
public sealed partial class HeaderTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/tenants")]
    [InlineData("/no/such/page")]
    [InlineData("/error")]
    [InlineData("/api/v1/costs")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/health/live")]
    [InlineData("/robots.txt")]
    [InlineData("/theme.css")]
    [InlineData("/theme.js")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.js")]
    [InlineData("/costs/export?by=tenant&format=csv")]
    public async Task Answer_OfAnyKind_HasTheHeaders(string address)
    {
        using var anonymous = app.Anonymous();

        using var answer = await anonymous.GetAsync(address);

        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Equal("noindex, nofollow", Header(answer, "X-Robots-Tag"));
        Assert.Contains("camera=()", Header(answer, "Permissions-Policy"), StringComparison.Ordinal);
        var policy = Header(answer, "Content-Security-Policy");
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy.Replace("style-src-attr 'unsafe-inline'", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security")); // not over plain http
    }

    [Theory]
    [InlineData("/tenants", true)]
    [InlineData("/api/v1/costs", true)]
    [InlineData("/costs/export?by=tenant&format=csv", true)]
    [InlineData("/no/such/page", true)]
    [InlineData("/app.css", false)]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css", false)]
    public async Task Answer_WithDataOfPeople_IsNotStored(string address, bool isPrivate)
    {
        using var person = await app.SignedInAsync("Admin");

        using var answer = await person.GetAsync(address);

        Assert.Equal(isPrivate, answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Page_EachTimeItIsLoaded_HasAnotherNonceAndNoInlineScriptBesideIt()
    {
        using var person = await app.SignedInAsync("Admin");

        var nonces = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await person.GetAsync("/tenants");
            var html = await answer.Content.ReadAsStringAsync();
            var nonce = Nonce().Match(Header(answer, "Content-Security-Policy")).Groups[1].Value;
            nonces.Add(nonce);
            foreach (Match script in InlineScript().Matches(html))
            {
                Assert.Contains("type=\"importmap\"", script.Value, StringComparison.Ordinal);
                Assert.Contains($"nonce=\"{WebUtility.HtmlEncode(nonce)}\"", script.Value, StringComparison.Ordinal);
            }

            Assert.DoesNotMatch(@"<[^>]*\son[a-z]+\s*=", html);
            Assert.DoesNotContain("<style", html, StringComparison.OrdinalIgnoreCase);
        }

        Assert.All(nonces, n => Assert.True(n.Length >= 22));
        Assert.NotEqual(nonces[0], nonces[1]);
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("TRACK")]
    [InlineData("CONNECT")]
    [InlineData("PROPFIND")]
    [InlineData("get")]
    public async Task Method_ThatNothingAnswers_IsRefused(string method) =>
        Assert.Contains((await RawHttp.SendAsync(app.Address, method, "/sign-in")).Status, new[] { 400, 405 });

    [Theory]
    [InlineData("X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example")]
    [InlineData("X-Forwarded-Proto: https", "X-Forwarded-For: 10.0.0.1")]
    public async Task ForwardedHeaders_FromAnybody_CountForNothing(params string[] headers)
    {
        var answer = await RawHttp.SendAsync(app.Address, "GET", "/tenants", headers);

        Assert.Equal(302, answer.Status);
        Assert.Null(answer.Header("Strict-Transport-Security"));
        Assert.StartsWith(app.Address.GetLeftPart(UriPartial.Authority) + "/", new Uri(app.Address, answer.Header("Location")!).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecurityText_WithoutContact_IsNotThere()
    {
        using var anonymous = app.Anonymous();

        Assert.Equal(HttpStatusCode.NotFound, (await anonymous.GetAsync("/.well-known/security.txt")).StatusCode);
    }

    [Fact]
    public async Task Cookies_OfTheConsole_AreOutOfReachForScriptsAndOtherSites()
    {
        using var anonymous = app.Anonymous();

        using var answer = await anonymous.GetAsync("/sign-in");

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("finops-form=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Usage_OfAKnownKey_IsNotReadableByOtherSites()
    {
        using var caller = await app.CallerAsync(ApiScope.Read);
        caller.DefaultRequestHeaders.Add("Origin", "https://evil.example");

        using var answer = await caller.GetAsync("/api/v1/costs");

        Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        Assert.Single(answer.Headers.TryGetValues(name, out var values) ? values : answer.Content.Headers.GetValues(name));

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script(?![^>]*\\ssrc=)[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();
}
