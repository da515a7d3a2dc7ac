using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinOps.Tests.SignIn.Oidc;

/// <summary>A provider that says whatever a test wants: the only way to see what the program does with what no provider would say.</summary>
internal sealed class ForgingProvider : IAsyncDisposable
{
    public const string ClientId = "finops";
    public const string ClientSecret = "a-secret-of-at-least-thirty-two-bytes";
    public const string KeyId = "key-1";
    public const string AdminGroup = "finops-admins";

    private readonly int port;
    private WebApplication? host;
    private Attempt? current;

    public ForgingProvider()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public RSA Key { get; } = RSA.Create(2048);

    public string Issuer => $"http://127.0.0.1:{port}";

    /// <summary>What the discovery document says; tests change it before it is read.</summary>
    public JsonObject Discovery => field ??= new JsonObject
    {
        ["issuer"] = Issuer,
        ["authorization_endpoint"] = $"{Issuer}/authorize",
        ["token_endpoint"] = $"{Issuer}/token",
        ["userinfo_endpoint"] = $"{Issuer}/userinfo",
        ["end_session_endpoint"] = $"{Issuer}/end",
        ["jwks_uri"] = $"{Issuer}/keys",
        ["authorization_response_iss_parameter_supported"] = true,
        ["response_types_supported"] = new JsonArray("code"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
    };

    /// <summary>How often the discovery document was fetched.</summary>
    public int Discoveries { get; private set; }

    /// <summary>The last request for tokens.</summary>
    public IFormCollection? TokenRequest { get; private set; }

    /// <summary>The settings of a console that asks this provider.</summary>
    public Dictionary<string, string> Settings(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["SignIn:Mode"] = "Oidc",
            ["SignIn:Authority"] = Issuer,
            ["SignIn:ClientId"] = ClientId,
            ["SignIn:ClientSecret"] = ClientSecret,
            ["SignIn:RoleClaim"] = "groups",
            ["SignIn:HelpContact"] = "finops-help@example.org",
            ["SignIn:RoleMappings:0:Value"] = AdminGroup,
            ["SignIn:RoleMappings:0:Role"] = "Admin",
        };
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        return settings;
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        host = builder.Build();
        host.MapGet("/.well-known/openid-configuration", () =>
        {
            Discoveries++;
            return Results.Text(Discovery.ToJsonString(), "application/json");
        });
        host.MapGet("/keys", () => Results.Text(Keys().ToJsonString(), "application/json"));
        host.MapPost("/token", AnswerAsync);
        host.MapGet("/userinfo", () => current?.UserInfoText is { } text ? Results.Text(text, "application/json", null, current.UserInfoStatus) : Results.StatusCode(500));
        await host.StartAsync();
    }

    public async Task StopAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
            host = null;
        }
    }

    /// <summary>What the next request for tokens is answered with.</summary>
    public void Answer(Attempt attempt) => current = attempt;

    /// <summary>A token signed by this provider, or as the attempt wants it.</summary>
    public string Sign(JsonObject claims, JsonObject? header = null, Func<byte[], byte[]>? signer = null, string? payload = null)
    {
        var head = (header ?? Header()).ToJsonString();
        var signed = $"{Encode(head)}.{Encode(payload ?? claims.ToJsonString())}";
        var input = Encoding.ASCII.GetBytes(signed);
        return $"{signed}.{Base64Url.EncodeToString(signer is null ? Rs256(Key, input) : signer(input))}";
    }

    public static JsonObject Header() => new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = KeyId };

    public static byte[] Rs256(RSA key, byte[] input) => key.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public JsonObject PublicKey(string kid, RSA? key = null)
    {
        var parameters = (key ?? Key).ExportParameters(false);
        return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = kid, ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent) };
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Key.Dispose();
    }

    private JsonObject Keys() => new() { ["keys"] = new JsonArray(PublicKey(KeyId)) };

    private async Task<IResult> AnswerAsync(HttpRequest request)
    {
        TokenRequest = await request.ReadFormAsync();
        if (current is not { } attempt)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        if (attempt.TokenBody is { } body)
        {
            return Results.Text(body, attempt.TokenType, null, attempt.TokenStatus);
        }

        // As every provider does: the code belongs to whoever made the challenge.
        var proof = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(TokenRequest["code_verifier"].ToString())));
        if (attempt.Challenge is not null && (proof != attempt.Challenge || TokenRequest["code"] != attempt.Code))
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        var answer = new JsonObject { ["access_token"] = Attempt.AccessToken, ["token_type"] = "Bearer", ["expires_in"] = 300 };
        if (attempt.HasIdToken)
        {
            answer["id_token"] = attempt.Token(this);
        }

        return Results.Text(answer.ToJsonString(), "application/json");
    }
}

/// <summary>One sign-in, and what is odd about it.</summary>
internal sealed class Attempt
{
    public const string AccessToken = "an-access-token";

    /// <summary>The identity token's claims; good until a test changes them.</summary>
    public JsonObject Claims { get; init; } = [];

    public JsonObject Header { get; set; } = ForgingProvider.Header();

    /// <summary>The payload as text, where no JSON object could hold it.</summary>
    public Func<string, string>? Payload { get; set; }

    public Func<byte[], byte[]>? Signer { get; set; }

    /// <summary>What is done to the signed token.</summary>
    public Func<string, string> Finish { get; set; } = token => token;

    public bool HasIdToken { get; set; } = true;

    /// <summary>The token endpoint's whole answer, if it is none with tokens.</summary>
    public string? TokenBody { get; set; }

    public string TokenType { get; set; } = "application/json";

    public int TokenStatus { get; set; } = 200;

    public string? UserInfoText { get; set; }

    public int UserInfoStatus { get; set; } = 200;

    public string Code { get; } = Guid.NewGuid().ToString("N");

    public string? Challenge { get; set; }

    /// <summary>What the browser brings back.</summary>
    public List<KeyValuePair<string, string>> Query { get; } = [];

    public HttpMethod Method { get; set; } = HttpMethod.Get;

    /// <summary>Sets one part of what the browser brings back; null takes it away.</summary>
    public void Bring(string name, string? value)
    {
        Query.RemoveAll(q => q.Key == name);
        if (value is not null)
        {
            Query.Add(new(name, value));
        }
    }

    public string Token(ForgingProvider provider) => Finish(provider.Sign(Claims, Header, Signer, Payload?.Invoke(Claims.ToJsonString())));
}
