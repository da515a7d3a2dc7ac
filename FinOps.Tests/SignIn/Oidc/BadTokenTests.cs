using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace FinOps.Tests.SignIn.Oidc;

/// <summary>Identity tokens as nobody should get in with. Each is one change away from a good one, which does get in.</summary>
public sealed class BadTokenTests(OidcFixture oidc) : IClassFixture<OidcFixture>
{
    private static readonly RSA Foreign = RSA.Create(2048);

    private static readonly Dictionary<string, Action<Attempt, ForgingProvider>> Forgeries = new()
    {
        ["issuer of another provider"] = (a, _) => a.Claims["iss"] = "https://evil.example",
        ["issuer in other case"] = (a, p) => a.Claims["iss"] = p.Issuer.ToUpperInvariant(),
        ["issuer with a slash more"] = (a, p) => a.Claims["iss"] = p.Issuer + "/",
        ["issuer by another name of the machine"] = (a, p) => a.Claims["iss"] = p.Issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal),
        ["issuer missing"] = (a, _) => a.Claims.Remove("iss"),
        ["issuer as a list"] = (a, p) => a.Claims["iss"] = new JsonArray(p.Issuer),
        ["issuer twice, the good one last"] = (a, _) => a.Payload = json => json.Insert(1, "\"iss\":\"https://evil.example\","),
        ["audience of another client"] = (a, _) => a.Claims["aud"] = "other",
        ["audience in other case"] = (a, _) => a.Claims["aud"] = "FinOps",
        ["audience missing"] = (a, _) => a.Claims.Remove("aud"),
        ["audience empty list"] = (a, _) => a.Claims["aud"] = new JsonArray(),
        ["audiences without us"] = (a, _) => a.Claims["aud"] = new JsonArray("other", "third"),
        ["several audiences, no party"] = (a, _) => a.Claims["aud"] = new JsonArray(ForgingProvider.ClientId, "other"),
        ["several audiences, other party"] = (a, _) => (a.Claims["aud"], a.Claims["azp"]) = (new JsonArray(ForgingProvider.ClientId, "other"), "other"),
        ["authorized party is another"] = (a, _) => a.Claims["azp"] = "other",
        ["nonce of nobody"] = (a, _) => a.Claims["nonce"] = "638000000000000000.bm90LW91cnM",
        ["nonce missing"] = (a, _) => a.Claims.Remove("nonce"),
        ["nonce empty"] = (a, _) => a.Claims["nonce"] = "",
        ["no signature: alg none"] = (a, _) => (a.Header["alg"], a.Signer) = ("none", _ => []),
        ["no signature: alg NoNe"] = (a, _) => (a.Header["alg"], a.Signer) = ("NoNe", _ => []),
        ["alg missing"] = (a, _) => a.Header.Remove("alg"),
        ["HS256 with the client's secret"] = (a, _) => (a.Header["alg"], a.Signer) = ("HS256", i => HMACSHA256.HashData(Encoding.UTF8.GetBytes(ForgingProvider.ClientSecret), i)),
        ["HS256 with the public key as PEM"] = (a, p) => (a.Header["alg"], a.Signer) = ("HS256", i => HMACSHA256.HashData(Encoding.UTF8.GetBytes(p.Key.ExportRSAPublicKeyPem()), i)),
        ["HS256 with the public key's modulus"] = (a, p) => (a.Header["alg"], a.Signer) = ("HS256", i => HMACSHA256.HashData(p.Key.ExportParameters(false).Modulus!, i)),
        ["foreign key under a known name"] = (a, _) => a.Signer = i => ForgingProvider.Rs256(Foreign, i),
        ["foreign key under an unknown name"] = (a, _) => (a.Header["kid"], a.Signer) = ("key-9", i => ForgingProvider.Rs256(Foreign, i)),
        ["foreign key without a name"] = (a, _) => { a.Header.Remove("kid"); a.Signer = i => ForgingProvider.Rs256(Foreign, i); },
        ["name of a key that is a path"] = (a, _) => (a.Header["kid"], a.Header["alg"], a.Signer) = ("../../dev/null", "HS256", i => HMACSHA256.HashData(Array.Empty<byte>(), i)),
        ["address of foreign keys (jku)"] = (a, _) => (a.Header["jku"], a.Header["kid"], a.Signer) = ("https://evil.example/keys", "evil", i => ForgingProvider.Rs256(Foreign, i)),
        ["address of a foreign certificate (x5u)"] = (a, _) => (a.Header["x5u"], a.Header["kid"], a.Signer) = ("https://evil.example/cert", "evil", i => ForgingProvider.Rs256(Foreign, i)),
        ["foreign key inside the token (jwk)"] = (a, p) => (a.Header["jwk"], a.Header["kid"], a.Signer) = (p.PublicKey("evil", Foreign), "evil", i => ForgingProvider.Rs256(Foreign, i)),
        ["critical extension that nobody knows"] = (a, _) => (a.Header["crit"], a.Header["exp-policy"]) = (new JsonArray("exp-policy"), "strict"),
        ["type of an access token"] = (a, _) => a.Header["typ"] = "at+jwt",
        ["type of a logout token"] = (a, _) => a.Header["typ"] = "logout+jwt",
        ["signature cut off"] = (a, _) => a.Finish = t => t[..(t.LastIndexOf('.') + 1)],
        ["signature with one byte changed"] = (a, _) => a.Finish = t => t[..^8] + (t[^8] == 'A' ? 'B' : 'A') + t[^7..],
        ["claims exchanged after signing"] = (a, _) => a.Finish = t => Exchange(t, a.Claims),
        ["encrypted form with five parts"] = (a, _) => a.Finish = t => t + ".AAAA.AAAA",
        ["no token at all"] = (a, _) => a.Finish = _ => "not.a.token",
        ["empty token"] = (a, _) => a.Finish = _ => "",
        ["expired"] = (a, _) => (a.Claims["iat"], a.Claims["exp"]) = (OidcVisitor.Seconds(-3600), OidcVisitor.Seconds(-120)),
        ["expiry missing"] = (a, _) => a.Claims.Remove("exp"),
        ["expiry as a word"] = (a, _) => a.Claims["exp"] = "never",
        ["expiry negative"] = (a, _) => a.Claims["exp"] = -1,
        ["not valid before the future"] = (a, _) => a.Claims["nbf"] = OidcVisitor.Seconds(600),
        ["issued in the future"] = (a, _) => a.Claims["iat"] = OidcVisitor.Seconds(600),
        ["issue time missing"] = (a, _) => a.Claims.Remove("iat"),
        ["subject missing"] = (a, _) => a.Claims.Remove("sub"),
        ["subject empty"] = (a, _) => a.Claims["sub"] = "",
        ["subject of blanks"] = (a, _) => a.Claims["sub"] = "  \t ",
        ["subject a number"] = (a, _) => a.Claims["sub"] = 7,
        ["subject a list"] = (a, _) => a.Claims["sub"] = new JsonArray("ada"),
        ["subject null"] = (a, _) => a.Claims["sub"] = null,
        ["subject with a line break"] = (a, _) => a.Claims["sub"] = "ada\nroot",
        ["subject with a zero byte"] = (a, _) => a.Claims["sub"] = "ada\0",
        ["subject of a thousand letters"] = (a, _) => a.Claims["sub"] = new string('a', 1_000),
        ["subject twice"] = (a, _) => a.Payload = json => json.Insert(1, "\"sub\":\"root\","),
        ["groups twice"] = (a, _) => a.Payload = json => json.Insert(1, "\"groups\":[\"finops-admins\"],"),
        ["hash of another access token"] = (a, _) => a.Claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA",
        ["token of two megabytes"] = (a, _) => a.Claims["padding"] = new string('x', 2_000_000),
        ["answer without an identity token"] = (a, _) => a.HasIdToken = false,
        ["userinfo of somebody else"] = (a, _) => a.UserInfoText = """{"sub":"root","groups":["finops-admins"]}""",
        ["userinfo of nobody"] = (a, _) => a.UserInfoText = """{"groups":["finops-admins"]}""",
        ["userinfo with the subject twice"] = (a, _) => a.UserInfoText = """{"sub":"root","sub":"ada"}""",
        ["userinfo no JSON"] = (a, _) => a.UserInfoText = "<html>",
        ["userinfo failed"] = (a, _) => (a.UserInfoText, a.UserInfoStatus) = ("{}", 500),
        ["token endpoint refuses the code"] = (a, _) => (a.TokenBody, a.TokenStatus) = ("""{"error":"invalid_grant"}""", 400),
        ["token endpoint refuses the client"] = (a, _) => (a.TokenBody, a.TokenStatus) = ("""{"error":"invalid_client"}""", 401),
        ["token endpoint broken"] = (a, _) => (a.TokenBody, a.TokenStatus) = ("{}", 500),
        ["token endpoint answers a page"] = (a, _) => (a.TokenBody, a.TokenType) = ("<html>sign in</html>", "text/html"),
        ["token endpoint answers nothing"] = (a, _) => a.TokenBody = "",
        ["token endpoint leads elsewhere"] = (a, _) => (a.TokenBody, a.TokenStatus) = ("", 302),
    };

    public static TheoryData<string> Names() => [.. Forgeries.Keys];

    [Fact]
    public async Task GoodToken_SignsIn()
    {
        using var visitor = oidc.Visitor();

        using var answer = await visitor.SignInAsync();

        Assert.Equal("/tenants", answer.Headers.Location?.ToString());
        Assert.True(await visitor.IsInAsync());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task BadToken_GainsNothing(string forgery)
    {
        using var visitor = oidc.Visitor();
        var attempt = await visitor.BeginAsync();
        Forgeries[forgery](attempt, oidc.Provider);
        var before = await Sessions.CountAsync(oidc.App);

        using var answer = await visitor.ReturnAsync(attempt);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.StartsWith("/sign-in/problem?fault=", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Null(visitor.SessionCookie);
        Assert.False(await visitor.IsInAsync());
        Assert.Equal(before, await Sessions.CountAsync(oidc.App));
    }

    private static string Exchange(string token, JsonObject claims)
    {
        var parts = token.Split('.');
        var other = (JsonObject)claims.DeepClone();
        other["sub"] = "root";
        return $"{parts[0]}.{ForgingProvider.Encode(other.ToJsonString())}.{parts[2]}";
    }
}
