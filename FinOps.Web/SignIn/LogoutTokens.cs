using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinOps.Core.Access.Sessions;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>What a logout token says is over.</summary>
/// <param name="ProviderSession"><c>iss|sid</c>, or null.</param>
/// <param name="Identity"><c>iss|sub</c>, or null; one of the two is there.</param>
public sealed record LogoutOrder(string? ProviderSession, string? Identity);

/// <summary>Checks logout tokens (OpenID Connect Back-Channel Logout 1.0, section 2.6); each counts once.</summary>
public sealed class LogoutTokens(ProviderTokens tokens, IOptions<SignInOptions> options, SignInSessions sessions, TimeProvider time)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>The fault that is not the token's: the provider's keys cannot be had at the moment.</summary>
    public const string Unavailable = "the provider does not answer";

    private static readonly TimeSpan OldestToken = TimeSpan.FromMinutes(10);

    /// <summary>What to end, or why the token is not taken.</summary>
    public async Task<(LogoutOrder? Order, string? Fault)> ReadAsync(string encoded, CancellationToken cancellation)
    {
        var settings = options.Value;
        var result = await tokens.ValidateAsync(encoded);
        if (!result.IsValid)
        {
            return (null, ProviderFaults.IsOutage(result.Exception) ? Unavailable : "signature, issuer, audience or lifetime");
        }

        if (IdentityToken.Parse(encoded) is not { } token)
        {
            return (null, "form");
        }

        if (Fault(token, settings) is { } fault)
        {
            return (null, fault);
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"logout|{settings.Authority}|{OidcClaims.Text(token.Claims, "jti")}"));
        return await sessions.SpendAsync(hash, result.SecurityToken.ValidTo.Add(OldestToken), cancellation)
            ? (Order(token.Claims, settings.Authority), null)
            : (null, "it was used before");
    }

    private string? Fault(IdentityToken token, SignInOptions settings)
    {
        var claims = token.Claims;
        if (token.Header.TryGetProperty("typ", out var type)
            && !(type.ValueKind == JsonValueKind.String && type.GetString()?.ToUpperInvariant() is "JWT" or "LOGOUT+JWT"))
        {
            return "type";
        }

        if (token.Header.TryGetProperty("crit", out _))
        {
            return "an unknown extension";
        }

        if (!claims.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Object
            || !events.TryGetProperty(Event, out var logout) || logout.ValueKind != JsonValueKind.Object)
        {
            return "events";
        }

        if (claims.TryGetProperty("nonce", out _))
        {
            return "nonce";
        }

        if (OidcClaims.Time(claims, "iat") is not { } issued || issued > time.GetUtcNow() + OidcSetup.ClockSkew || issued < time.GetUtcNow() - OldestToken)
        {
            return "iat";
        }

        if (OidcClaims.Text(claims, "jti") is not { Length: <= 1_024 })
        {
            return "jti";
        }

        if (!IsNameOrMissing(claims, "sub") || !IsNameOrMissing(claims, "sid") || (!claims.TryGetProperty("sub", out _) && !claims.TryGetProperty("sid", out _)))
        {
            return "sub or sid";
        }

        return IdentityToken.AudienceFault(claims, settings) is null ? null : "audience";
    }

    private static bool IsNameOrMissing(JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out _) || (OidcClaims.Text(claims, name) is { } text && IdentityToken.IsSubject(text));

    private static LogoutOrder Order(JsonElement claims, string issuer) => new(
        OidcClaims.Text(claims, "sid") is { } sid ? SignInPrincipal.Identity(issuer, sid) : null,
        OidcClaims.Text(claims, "sub") is { } sub ? SignInPrincipal.Identity(issuer, sub) : null);
}
