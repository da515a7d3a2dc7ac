using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Tests.SignIn.Oidc;

/// <summary>Answers that come back as nobody asked for them.</summary>
public sealed class BadCallbackTests(OidcFixture oidc) : IClassFixture<OidcFixture>
{
    private static readonly Dictionary<string, Action<Attempt, ForgingProvider>> Oddities = new()
    {
        ["no state"] = (a, _) => a.Bring("state", null),
        ["made-up state"] = (a, _) => a.Bring("state", "CfDJ8NrAkS4RzZVNq7o2s5uYJp0"),
        ["state with a letter changed"] = (a, _) => a.Bring("state", Flip(a.Query.Single(q => q.Key == "state").Value)),
        ["no code"] = (a, _) => a.Bring("code", null),
        ["empty code"] = (a, _) => a.Bring("code", ""),
        ["code of another sign-in"] = (a, _) => a.Bring("code", "stolen"),
        ["two codes"] = (a, _) => a.Query.Add(new("code", "stolen")),
        ["two states"] = (a, _) => a.Query.Add(new("state", "other")),
        ["another issuer answers"] = (a, _) => a.Bring("iss", "https://evil.example"),
        ["the issuer answers in other case"] = (a, p) => a.Bring("iss", p.Issuer.ToUpperInvariant()),
        ["the issuer is not named"] = (a, _) => a.Bring("iss", null),
        ["an identity token is injected"] = (a, p) => a.Bring("id_token", a.Token(p)),
        ["an access token is injected"] = (a, _) => a.Bring("access_token", "token"),
        ["the answer is posted"] = (a, _) => a.Method = HttpMethod.Post,
        ["tokens are posted"] = (a, p) => { a.Method = HttpMethod.Post; a.Bring("id_token", a.Token(p)); a.Bring("code", null); },
        ["refused"] = (a, _) => { a.Bring("code", null); a.Bring("error", "access_denied"); },
        ["refused, with a code beside"] = (a, _) => a.Bring("error", "access_denied"),
        ["refused with markup"] = (a, _) => { a.Bring("error", "<script>alert(1)</script>"); a.Bring("error_description", "<img src=x onerror=alert(1)>"); },
        ["needs a person"] = (a, _) => { a.Bring("code", null); a.Bring("error", "login_required"); },
        ["provider broken"] = (a, _) => { a.Bring("code", null); a.Bring("error", "server_error"); },
        ["the challenge was another's"] = (a, _) => a.Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    };

    public static TheoryData<string> Names() => [.. Oddities.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task BadCallback_GainsNothing(string oddity)
    {
        using var visitor = oidc.Visitor();
        var attempt = await visitor.BeginAsync();
        Oddities[oddity](attempt, oidc.Provider);
        var before = await Sessions.CountAsync(oidc.App);

        using var answer = await visitor.ReturnAsync(attempt);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var problem = answer.Headers.Location!.ToString();
        Assert.StartsWith("/sign-in/problem?fault=", problem, StringComparison.Ordinal);
        using var page = await visitor.GetAsync(problem);
        Assert.True((int)page.StatusCode is 400 or 403 or 503, page.StatusCode.ToString());
        Assert.DoesNotContain("alert(1)", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(visitor.SessionCookie);
        Assert.False(await visitor.IsInAsync());
        Assert.Equal(before, await Sessions.CountAsync(oidc.App));
    }

    [Fact]
    public async Task Question_ToTheProvider_AsksForACodeWithProofAndNothingElse()
    {
        using var visitor = oidc.Visitor();

        var attempt = await visitor.BeginAsync();
        using var answer = await visitor.ReturnAsync(attempt);

        var asked = QueryHelpers.ParseQuery(visitor.Asked!.Query);
        Assert.Equal("code", asked["response_type"]);
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.Equal(43, asked["code_challenge"].ToString().Length);
        Assert.Equal("openid profile email", asked["scope"]);
        Assert.Equal(new Uri(oidc.App.Address, "/sign-in/callback").ToString(), asked["redirect_uri"]);
        Assert.NotEmpty(asked["nonce"].ToString());
        Assert.NotEmpty(asked["state"].ToString());
        Assert.True(oidc.Provider.TokenRequest!["code_verifier"].ToString().Length >= 43);
        Assert.True(await visitor.IsInAsync());
    }

    [Fact]
    public async Task Callback_OpenedInAnotherBrowser_GainsNothing()
    {
        using var attacker = oidc.Visitor();
        using var victim = oidc.Visitor();
        var attempt = await attacker.BeginAsync();
        await victim.BeginAsync();

        using var answer = await victim.ReturnAsync(attempt);

        Assert.StartsWith("/sign-in/problem?fault=expired", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.False(await victim.IsInAsync());
    }

    [Fact]
    public async Task Callback_OpenedAgain_GainsNothingEvenWithTheSameCookies()
    {
        using var visitor = oidc.Visitor();
        var attempt = await visitor.BeginAsync();
        var saved = visitor.Copy();
        using var first = await visitor.ReturnAsync(attempt);
        Assert.True(await visitor.IsInAsync());

        visitor.Keep(saved);
        using var again = await visitor.ReturnAsync(attempt);
        using var thief = oidc.Visitor();
        thief.Keep(saved);
        using var stolen = await thief.ReturnAsync(attempt);

        Assert.StartsWith("/sign-in/problem?fault=expired", again.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("/sign-in/problem?fault=expired", stolen.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.False(await thief.IsInAsync());
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("////evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\\/evil.example")]
    [InlineData("\\/evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("\t//evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("/\r\nLocation: https://evil.example")]
    [InlineData("/%0d%0aLocation:%20https://evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("HTTPS://evil.example")]
    [InlineData("https:evil.example")]
    [InlineData("https:/evil.example")]
    [InlineData("//evil.example\\@127.0.0.1")]
    [InlineData("http://127.0.0.1@evil.example")]
    [InlineData("@evil.example")]
    [InlineData("/@evil.example")]
    [InlineData("evil.example")]
    [InlineData(".evil.example")]
    [InlineData("/..//evil.example")]
    [InlineData("/.//evil.example")]
    [InlineData("/%2e%2e//evil.example")]
    [InlineData("/tenants/..//evil.example")]
    [InlineData("/%2f%2fevil.example")]
    [InlineData("/%5c%5cevil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("%2f%2fevil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("/／evil.example")]
    [InlineData("／／evil.example")]
    [InlineData("/\u2028/evil.example")]
    [InlineData("//ⓔⓥⓘⓛ.example")]
    [InlineData("/;//evil.example")]
    [InlineData("/sign-out")]
    [InlineData("/sign-in/provider?returnUrl=//evil.example")]
    [InlineData(" //evil.example")]
    [InlineData("")]
    public async Task ReturnAddress_WithATrick_StaysHome(string trick)
    {
        using var visitor = oidc.Visitor();
        foreach (var path in new[] { "/sign-in/provider", "/sign-in/again", "/sign-in" })
        {
            var begin = path == "/sign-in" ? await LedAsync(visitor, $"/sign-in?returnUrl={Uri.EscapeDataString(trick)}") : $"{path}?returnUrl={Uri.EscapeDataString(trick)}";
            using var answer = await visitor.ReturnAsync(await visitor.BeginAsync(begin));

            AssertHome(oidc.App.Address, answer.Headers.Location!.OriginalString);
        }
    }

    [Fact]
    public async Task ReturnAddress_ThatIsVeryLong_StaysHome()
    {
        using var visitor = oidc.Visitor();

        using var answer = await visitor.ReturnAsync(await visitor.BeginAsync("/sign-in/provider?returnUrl=/" + new string('a', 5_000)));

        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task ReturnAddress_WithLettersAndQuery_IsKept()
    {
        using var visitor = oidc.Visitor();

        using var answer = await visitor.ReturnAsync(await visitor.BeginAsync("/sign-in/provider?returnUrl=" + Uri.EscapeDataString("/tenants/müller?range=7d&x=%20#top")));

        Assert.Equal("/tenants/m%C3%BCller?range=7d&x=%20#top", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/sign-in/problem?fault=refused&returnUrl=%2F%2Fevil.example")]
    [InlineData("/sign-in/problem?fault=%3Cscript%3E&returnUrl=https%3A%2F%2Fevil.example")]
    [InlineData("/sign-in?signedOut=true&returnUrl=%2F%5Cevil.example")]
    public async Task Page_BeforeSignIn_LeadsNowhereElse(string address)
    {
        using var visitor = oidc.Visitor();

        using var page = await visitor.GetAsync(address);

        Assert.DoesNotContain("evil.example", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> LedAsync(OidcVisitor visitor, string path)
    {
        using var answer = await visitor.GetAsync(path);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return new Uri(visitor.Address, answer.Headers.Location!).PathAndQuery;
    }

    /// <summary>As browsers read an address: no backslashes, tabs or line breaks left that they would turn or drop.</summary>
    private static void AssertHome(Uri home, string location)
    {
        var read = new string([.. location.Where(c => c is not ('\t' or '\r' or '\n'))]).Trim().Replace('\\', '/');
        Assert.StartsWith("/", read, StringComparison.Ordinal);
        Assert.False(read.StartsWith("//", StringComparison.Ordinal), read);
        Assert.Equal(home.Authority, new Uri(home, read).Authority);
        Assert.DoesNotContain("/sign-", read, StringComparison.Ordinal);
        Assert.All(location, c => Assert.InRange(c, '!', '~'));
    }

    private static string Flip(string text) => text[..20] + (text[20] == 'A' ? 'B' : 'A') + text[21..];
}
