using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace FinOps.Tests.SignIn.Oidc;

/// <summary>What the provider says is over, and what only pretends to come from it.</summary>
public sealed class LogoutTokenTests(OidcFixture oidc) : IClassFixture<OidcFixture>
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private static readonly RSA Foreign = RSA.Create(2048);

    private static readonly Dictionary<string, Action<Attempt, ForgingProvider>> Forgeries = new()
    {
        ["another issuer"] = (a, _) => a.Claims["iss"] = "https://evil.example",
        ["issuer in other case"] = (a, p) => a.Claims["iss"] = p.Issuer.ToUpperInvariant(),
        ["another audience"] = (a, _) => a.Claims["aud"] = "other",
        ["no audience"] = (a, _) => a.Claims.Remove("aud"),
        ["no events"] = (a, _) => a.Claims.Remove("events"),
        ["events as a list"] = (a, _) => a.Claims["events"] = new JsonArray(Event),
        ["another event"] = (a, _) => a.Claims["events"] = new JsonObject { ["http://schemas.openid.net/event/other"] = new JsonObject() },
        ["event without an object"] = (a, _) => a.Claims["events"] = new JsonObject { [Event] = true },
        ["a nonce"] = (a, _) => a.Claims["nonce"] = "n",
        ["neither subject nor session"] = (a, _) => { a.Claims.Remove("sub"); a.Claims.Remove("sid"); },
        ["empty session"] = (a, _) => { a.Claims.Remove("sub"); a.Claims["sid"] = ""; },
        ["session a number"] = (a, _) => a.Claims["sid"] = 7,
        ["no identifier"] = (a, _) => a.Claims.Remove("jti"),
        ["no issue time"] = (a, _) => a.Claims.Remove("iat"),
        ["issued long ago"] = (a, _) => a.Claims["iat"] = OidcVisitor.Seconds(-3_600),
        ["issued in the future"] = (a, _) => a.Claims["iat"] = OidcVisitor.Seconds(600),
        ["expired"] = (a, _) => a.Claims["exp"] = OidcVisitor.Seconds(-120),
        ["no expiry"] = (a, _) => a.Claims.Remove("exp"),
        ["no signature"] = (a, _) => (a.Header["alg"], a.Signer) = ("none", _ => []),
        ["HS256 with the client's secret"] = (a, _) => (a.Header["alg"], a.Signer) = ("HS256", i => HMACSHA256.HashData(Encoding.UTF8.GetBytes(ForgingProvider.ClientSecret), i)),
        ["foreign key"] = (a, _) => a.Signer = i => ForgingProvider.Rs256(Foreign, i),
        ["type of an access token"] = (a, _) => a.Header["typ"] = "at+jwt",
        ["critical extension"] = (a, _) => a.Header["crit"] = new JsonArray("x"),
        ["subject twice"] = (a, _) => a.Payload = json => json.Insert(1, "\"sub\":\"ada\","),
        ["an identity token instead"] = (a, _) => { a.Claims.Remove("events"); a.Claims.Remove("jti"); a.Claims["nonce"] = "n"; a.Header["typ"] = "JWT"; },
        ["no token"] = (a, _) => a.Finish = _ => "",
        ["no such form"] = (a, _) => a.Finish = _ => "a.b.c",
        ["a megabyte"] = (a, _) => a.Claims["padding"] = new string('x', 1_000_000),
    };

    public static TheoryData<string> Names() => [.. Forgeries.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task LogoutToken_Forged_EndsNothing(string forgery)
    {
        using var visitor = oidc.Visitor();
        var sid = await SignInAsync(visitor);
        var token = Token(sid);
        Forgeries[forgery](token, oidc.Provider);

        var status = HttpStatusCode.BadRequest;
        try
        {
            status = await SendAsync(visitor, token.Token(oidc.Provider));
        }
        catch (HttpRequestException) when (forgery == "a megabyte")
        {
            // Refused before it was sent whole.
        }

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.True(await visitor.IsInAsync());
    }

    [Theory]
    [InlineData("logout+jwt", "sid")]
    [InlineData("JWT", "sub")]
    [InlineData(null, "sid,sub")]
    public async Task LogoutToken_OfTheProvider_EndsTheSession(string? type, string names)
    {
        using var visitor = oidc.Visitor();
        var sub = "person-" + Guid.NewGuid().ToString("N");
        var token = Token(await SignInAsync(visitor, sub), sub);
        token.Header.Remove("typ");
        if (type is not null)
        {
            token.Header["typ"] = type;
        }

        foreach (var name in new[] { "sid", "sub" }.Except(names.Split(',')))
        {
            token.Claims.Remove(name);
        }

        Assert.Equal(HttpStatusCode.OK, await SendAsync(visitor, token.Token(oidc.Provider)));

        Assert.False(await visitor.IsInAsync());
    }

    [Fact]
    public async Task LogoutToken_SentTwice_CountsOnce()
    {
        using var visitor = oidc.Visitor();
        var sid = await SignInAsync(visitor);
        var token = Token(sid).Token(oidc.Provider);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(visitor, token));
        await SignInAsync(visitor, sid: sid);

        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(visitor, token));

        Assert.True(await visitor.IsInAsync());
    }

    [Fact]
    public async Task LogoutToken_OfAnotherPerson_EndsOnlyTheirs()
    {
        using var visitor = oidc.Visitor();
        var sid = await SignInAsync(visitor);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(visitor, Token(sid, "somebody-else").Token(oidc.Provider)));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(visitor, Token("another-session", "ADA").Token(oidc.Provider)));

        Assert.True(await visitor.IsInAsync());
    }

    [Fact]
    public async Task LogoutToken_TwiceInAForm_IsRefused()
    {
        using var visitor = oidc.Visitor();
        var token = Token(await SignInAsync(visitor)).Token(oidc.Provider);
        using var client = new HttpClient { BaseAddress = oidc.App.Address };
        using var form = new FormUrlEncodedContent([new("logout_token", token), new("logout_token", token)]);

        using var answer = await client.PostAsync(new Uri("/sign-out/back-channel", UriKind.Relative), form);
        using var got = await client.GetAsync(new Uri("/sign-out/back-channel?logout_token=" + token, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, got.StatusCode);
        Assert.True(await visitor.IsInAsync());
    }

    [Fact]
    public async Task FrontChannel_WithTheProvidersNames_EndsThatSessionOnly()
    {
        using var visitor = oidc.Visitor();
        var sid = await SignInAsync(visitor);
        var issuer = Uri.EscapeDataString(oidc.Provider.Issuer);

        foreach (var query in new[] { "", $"?iss={issuer}", $"?sid={sid}", $"?iss={issuer}%2F&sid={sid}", $"?iss={issuer.ToUpperInvariant()}&sid={sid}", $"?iss={issuer}&sid={sid.ToUpperInvariant()}", $"?iss={issuer}&sid={sid}&sid={sid}", $"?iss={issuer}&sid=%25" })
        {
            using var _ = await visitor.GetAsync("/sign-out/front-channel" + query);
            Assert.True(await visitor.IsInAsync(), query);
        }

        using var answer = await visitor.GetAsync($"/sign-out/front-channel?iss={issuer}&sid={sid}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("no-store", answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.False(await visitor.IsInAsync());
    }

    private static async Task<HttpStatusCode> SendAsync(OidcVisitor visitor, string token)
    {
        using var answer = await visitor.PostAsync("/sign-out/back-channel", new() { ["logout_token"] = token });
        return answer.StatusCode;
    }

    private static async Task<string> SignInAsync(OidcVisitor visitor, string sub = "ada", string? sid = null)
    {
        sid ??= "sid-" + Guid.NewGuid().ToString("N");
        using var answer = await visitor.SignInAsync(claims => (claims["sid"], claims["sub"]) = (sid, sub));
        Assert.True(await visitor.IsInAsync());
        return sid;
    }

    private Attempt Token(string sid, string sub = "ada") => new()
    {
        Header = new JsonObject { ["alg"] = "RS256", ["typ"] = "logout+jwt", ["kid"] = ForgingProvider.KeyId },
        Claims = new JsonObject
        {
            ["iss"] = oidc.Provider.Issuer,
            ["aud"] = ForgingProvider.ClientId,
            ["iat"] = OidcVisitor.Seconds(-1),
            ["exp"] = OidcVisitor.Seconds(120),
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["sub"] = sub,
            ["sid"] = sid,
            ["events"] = new JsonObject { [Event] = new JsonObject() },
        },
    };
}
