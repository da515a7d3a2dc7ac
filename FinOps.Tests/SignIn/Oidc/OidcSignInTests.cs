using System.Net;
using System.Text.Json.Nodes;
using FinOps.Core.Data;
using FinOps.Tests.Host;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.SignIn.Oidc;

/// <summary>Signing in by a provider, over HTTP: who one is, how long it lasts, how it ends.</summary>
public sealed class OidcSignInTests(OidcFixture oidc) : IClassFixture<OidcFixture>
{
    [Theory]
    [InlineData("auth0|123")]
    [InlineData("local|admin")]
    [InlineData("a|b|c")]
    [InlineData("ADA")]
    [InlineData("ada ")]
    [InlineData("Ünïcødé✓")]
    public async Task Identity_IsIssuerAndSubjectLetterByLetter(string sub)
    {
        using var visitor = oidc.Visitor();

        using var answer = await visitor.SignInAsync(claims => claims["sub"] = sub);

        Assert.Equal("/tenants", answer.Headers.Location?.ToString());
        Assert.Equal($"{oidc.Provider.Issuer}|{sub}", (await Sessions.AllAsync(oidc.App))[^1].Subject);
    }

    [Theory]
    [InlineData("""{"groups":["finops-admins","other"]}""", true)]
    [InlineData("""{"groups":"finops-admins"}""", true)]
    [InlineData("""{"groups":["Finops-Admins"]}""", false)]
    [InlineData("""{"groups":["finops-admins "]}""", false)]
    [InlineData("""{"groups":"other finops-admins"}""", false)]
    [InlineData("""{"groups":"other,finops-admins"}""", false)]
    [InlineData("""{"groups":["Admin"]}""", false)]
    [InlineData("""{"groups":{"finops-admins":true}}""", false)]
    [InlineData("""{"groups":[["finops-admins"]]}""", false)]
    [InlineData("""{"groups":[]}""", false)]
    [InlineData("""{"roles":["finops-admins"]}""", false)]
    [InlineData("""{"role":"Admin","permissions":["Administer"],"groups":["viewer"]}""", false)]
    public async Task Role_ComesFromTheClaimByExactMatch(string claims, bool isIn)
    {
        using var visitor = oidc.Visitor();

        using var _ = await visitor.SignInAsync(all =>
        {
            all.Remove("groups");
            foreach (var (name, value) in JsonNode.Parse(claims)!.AsObject())
            {
                all[name] = value?.DeepClone();
            }
        });

        Assert.Equal(isIn, await visitor.IsInAsync());
    }

    [Fact]
    public async Task Role_ThatOnlyUserInfoNames_Counts()
    {
        using var visitor = oidc.Visitor();
        var attempt = await visitor.BeginAsync();
        attempt.Claims.Remove("groups");
        attempt.UserInfoText = """{"sub":"ada","groups":["finops-admins"]}""";

        using var _ = await visitor.ReturnAsync(attempt);

        Assert.True(await visitor.IsInAsync());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/tenants")]
    [InlineData("/account")]
    [InlineData("/jobs")]
    [InlineData("/costs/export?by=tenant&format=csv")]
    public async Task Person_WithoutARole_SeesWhoToAskAndNothingElse(string path)
    {
        using var visitor = oidc.Visitor();
        using var _ = await visitor.SignInAsync(claims => (claims["sub"], claims["groups"]) = ("nobody", new JsonArray("guests", "<b>x</b>")));

        using var answer = await visitor.GetAsync(path);
        using var page = await visitor.GetAsync("/no-access");
        var text = await page.Content.ReadAsStringAsync();

        Assert.Equal("/no-access", answer.Headers.Location is { } to ? new Uri(oidc.App.Address, to).PathAndQuery : answer.StatusCode.ToString());
        Assert.Contains($"{oidc.Provider.Issuer}|nobody", text, StringComparison.Ordinal);
        Assert.Contains("<code>groups</code>", text, StringComparison.Ordinal);
        Assert.Contains("guests, &lt;b&gt;x&lt;/b&gt;", text, StringComparison.Ordinal);
        Assert.Contains("finops-help@example.org", text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/tenants\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_WithoutOrWithTheWrongSession_AnswersAStatus()
    {
        using var anonymous = oidc.Visitor();
        using var nobody = oidc.Visitor();
        using var _ = await nobody.SignInAsync(claims => claims["groups"] = new JsonArray());

        foreach (var path in new[] { "/api/v1/costs?group_by=tenant", "/openapi/v1.json", "/api/v1/records/1" })
        {
            using var first = await anonymous.GetAsync(path);
            using var second = await nobody.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, first.StatusCode);
            Assert.True(second.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized, second.StatusCode.ToString());
            Assert.Null(first.Headers.Location);
            Assert.Null(second.Headers.Location);
            Assert.Equal("application/problem+json", first.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task SignIn_OverASession_GivesANewKeyAndEndsTheOld()
    {
        using var visitor = oidc.Visitor();
        using var first = await visitor.SignInAsync();
        var old = visitor.SessionCookie!;

        using var second = await visitor.SignInAsync();

        Assert.NotEqual(old, visitor.SessionCookie);
        using var thief = oidc.Visitor();
        thief.Show(old);
        Assert.False(await thief.IsInAsync());
    }

    [Fact]
    public async Task SignOut_LeadsToTheProviderAndEndsTheSession()
    {
        using var visitor = oidc.Visitor();
        using var _ = await visitor.SignInAsync();
        var cookie = visitor.SessionCookie!;

        using var answer = await visitor.PostAsync("/sign-out", new() { ["__RequestVerificationToken"] = await visitor.FormTokenAsync() });

        var asked = answer.Headers.Location!;
        Assert.Equal(oidc.Provider.Issuer + "/end", asked.GetLeftPart(UriPartial.Path));
        var query = QueryHelpers.ParseQuery(asked.Query);
        Assert.Equal(3, query["id_token_hint"].ToString().Split('.').Length);
        Assert.Equal(ForgingProvider.ClientId, query["client_id"]);
        Assert.Equal(new Uri(oidc.App.Address, "/sign-in/signed-out").ToString(), query["post_logout_redirect_uri"]);
        Assert.Null(visitor.SessionCookie);
        visitor.Show(cookie);
        Assert.False(await visitor.IsInAsync());
        using var back = await visitor.GetAsync($"/sign-in/signed-out?state={Uri.EscapeDataString(query["state"].ToString())}");
        Assert.Equal("/sign-in?signedOut=everywhere", back.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task LocalSignIn_WithAProvider_DoesNotExist()
    {
        using var visitor = oidc.Visitor();
        using var signedIn = await visitor.SignInAsync(claims => claims["groups"] = new JsonArray());

        using var answer = await visitor.PostAsync("/sign-in/local", new() { ["role"] = "Admin", ["__RequestVerificationToken"] = await visitor.FormTokenAsync() });

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.False(await visitor.IsInAsync());
    }

    [Fact]
    public async Task Proof_GivenAgain_RenewsTheSameSessionUnderANewKey()
    {
        using var visitor = oidc.Visitor();
        using var first = await visitor.SignInAsync(claims => claims["auth_time"] = OidcVisitor.Seconds(-3_600));
        var (old, id) = (visitor.SessionCookie, (await Sessions.AllAsync(oidc.App))[^1].Id);

        var attempt = await visitor.BeginAsync("/sign-in/again?returnUrl=%2Fpricing");
        var asked = QueryHelpers.ParseQuery(visitor.Asked!.Query);
        attempt.Claims["auth_time"] = OidcVisitor.Seconds(0);
        using var answer = await visitor.ReturnAsync(attempt);

        Assert.Equal("login", asked["prompt"]);
        Assert.Equal("0", asked["max_age"]);
        Assert.Equal("/pricing", answer.Headers.Location?.ToString());
        Assert.NotEqual(old, visitor.SessionCookie);
        Assert.Equal(id, (await Sessions.AllAsync(oidc.App))[^1].Id);
        Assert.True(await visitor.IsInAsync());
    }

    [Theory]
    [InlineData("ada", -3_600, "noproof")]
    [InlineData("ada", null, "noproof")]
    [InlineData("bob", 0, "otherperson")]
    public async Task Proof_ThatIsNone_LeavesTheSessionAsItWas(string sub, int? authTime, string fault)
    {
        using var visitor = oidc.Visitor();
        using var first = await visitor.SignInAsync();
        var (cookie, before) = (visitor.SessionCookie, await Sessions.CountAsync(oidc.App));

        var attempt = await visitor.BeginAsync("/sign-in/again");
        attempt.Claims["sub"] = sub;
        attempt.UserInfoText = $$"""{"sub":"{{sub}}"}""";
        attempt.Claims.Remove("auth_time");
        if (authTime is { } at)
        {
            attempt.Claims["auth_time"] = OidcVisitor.Seconds(at);
        }

        using var answer = await visitor.ReturnAsync(attempt);

        Assert.StartsWith($"/sign-in/problem?fault={fault}", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(cookie, visitor.SessionCookie);
        Assert.Equal(before, await Sessions.CountAsync(oidc.App));
        Assert.True(await visitor.IsInAsync());
    }

    [Fact]
    public async Task Discovery_IsFetchedOnce()
    {
        await using var provider = new ForgingProvider();
        await provider.StartAsync();
        var app = new AppFixture(provider.Settings());
        await app.InitializeAsync();
        using (var visitor = new OidcVisitor(app.Address, provider))
        {
            for (var i = 0; i < 3; i++)
            {
                using var _ = await visitor.SignInAsync();
            }
        }

        Assert.Equal(1, provider.Discoveries);
        await ((IAsyncLifetime)app).DisposeAsync();
    }

    [Fact]
    public async Task Provider_ThatIsDown_GivesAPageThatTriesAgainAndOpenSessionsGoOn()
    {
        await using var provider = new ForgingProvider();
        var app = new AppFixture(provider.Settings());
        await app.InitializeAsync();
        using (var visitor = new OidcVisitor(app.Address, provider))
        {
            using var answer = await visitor.GetAsync("/sign-in/provider?returnUrl=%2Ftenants");
            Assert.StartsWith("/sign-in/problem?fault=unavailable", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
            using var page = await visitor.GetAsync(answer.Headers.Location.ToString());
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
            Assert.Equal(15, page.Headers.RetryAfter?.Delta?.TotalSeconds);
            Assert.Contains("returnUrl=%2Ftenants", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);

            await provider.StartAsync();
            using var signedIn = await visitor.SignInAsync();
            await provider.StopAsync();

            Assert.True(await visitor.IsInAsync());
            using var signedOut = await visitor.PostAsync("/sign-out", new() { ["__RequestVerificationToken"] = await visitor.FormTokenAsync() });
            Assert.Equal(HttpStatusCode.Found, signedOut.StatusCode);
            Assert.False(await visitor.IsInAsync());
        }

        await ((IAsyncLifetime)app).DisposeAsync();
    }

    [Theory]
    [InlineData("issuer", "https://evil.example")]
    [InlineData("issuer", null)]
    [InlineData("token_endpoint", "file:///etc/passwd")]
    [InlineData("authorization_endpoint", "javascript:alert(1)")]
    public async Task Discovery_OfAnotherProvider_IsNotTaken(string name, string? value)
    {
        await using var provider = new ForgingProvider();
        provider.Discovery[name] = value;
        await provider.StartAsync();
        var app = new AppFixture(provider.Settings());
        await app.InitializeAsync();
        using (var visitor = new OidcVisitor(app.Address, provider))
        {
            using var answer = await visitor.GetAsync("/sign-in/provider");

            Assert.StartsWith("/sign-in/problem?fault=misconfigured", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        await ((IAsyncLifetime)app).DisposeAsync();
    }

    [Fact]
    public async Task Session_AfterARestart_GoesOnUntilItsKeysAreGone()
    {
        var folder = Directory.CreateTempSubdirectory("finops-restart-").FullName;
        var database = ("Database:ConnectionString", $"Data Source={Path.Combine(folder, "finops.db")};Pooling=False");
        string cookie;
        var first = new AppFixture(oidc.Provider.Settings(database));
        await first.InitializeAsync();
        using (var visitor = new OidcVisitor(first.Address, oidc.Provider))
        {
            using var _ = await visitor.SignInAsync();
            cookie = visitor.SessionCookie!;
        }

        await ((IAsyncLifetime)first).DisposeAsync();
        var second = new AppFixture(oidc.Provider.Settings(database));
        await second.InitializeAsync();
        using (var visitor = new OidcVisitor(second.Address, oidc.Provider))
        {
            visitor.Show(cookie);
            Assert.True(await visitor.IsInAsync());
            await using var context = await second.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
            await context.ProtectionKeys.ExecuteDeleteAsync();
        }

        await ((IAsyncLifetime)second).DisposeAsync();
        var third = new AppFixture(oidc.Provider.Settings(database));
        await third.InitializeAsync();
        using (var visitor = new OidcVisitor(third.Address, oidc.Provider))
        {
            visitor.Show(cookie);
            Assert.False(await visitor.IsInAsync());
        }

        await ((IAsyncLifetime)third).DisposeAsync();
        TempFolders.Remove(folder);
    }

    [Fact]
    public async Task Session_OfTheProgram_EndsByIdlenessAndByAge()
    {
        var clock = new ShiftedClock();
        var app = new AppFixture(oidc.Provider.Settings(("SignIn:IdleMinutes", "60"), ("SignIn:MaxHours", "2")), services => services.AddSingleton<TimeProvider>(clock));
        await app.InitializeAsync();
        using (var visitor = new OidcVisitor(app.Address, oidc.Provider))
        {
            using var first = await visitor.SignInAsync();
            clock.Shift = TimeSpan.FromMinutes(59);
            Assert.True(await visitor.IsInAsync());
            clock.Shift = TimeSpan.FromMinutes(118);
            Assert.True(await visitor.IsInAsync());
            clock.Shift = TimeSpan.FromMinutes(121);
            Assert.False(await visitor.IsInAsync());
        }

        await ((IAsyncLifetime)app).DisposeAsync();
    }

    [Theory]
    [InlineData("https", "finops.example", "__Host-finops")]
    [InlineData("https", "localhost", "__Host-finops")]
    [InlineData("http", "localhost", "finops")]
    [InlineData("http", "127.0.0.1", "finops")]
    [InlineData("http", "[::1]", "finops")]
    [InlineData("http", "finops.example", null)]
    [InlineData("http", "localhost.example", null)]
    [InlineData("http", "192.168.1.4", null)]
    public void Cookie_IsNamedByWhereItTravels(string scheme, string host, string? name)
    {
        var http = new DefaultHttpContext();
        (http.Request.Scheme, http.Request.Host) = (scheme, new HostString(host, 8443));

        Assert.Equal(name, SessionCookie.NameFor(http.Request));
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
