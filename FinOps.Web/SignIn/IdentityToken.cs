using System.Buffers.Text;
using System.Text.Json;

namespace FinOps.Web.SignIn;

/// <summary>The parts of a signed token whose signature, lifetime, issuer and audience have been checked, for what remains to be checked.</summary>
internal sealed record IdentityToken(JsonElement Header, JsonElement Claims)
{
    private const int LongestSubject = 255;

    /// <summary>Null when a part is not plain JSON or names something twice.</summary>
    public static IdentityToken? Parse(string encoded)
    {
        var parts = encoded.Split('.');
        return parts.Length == 3 && Decode(parts[0]) is { } header && Decode(parts[1]) is { } claims ? new(header, claims) : null;
    }

    /// <summary>What is wrong with an identity token; null when nothing is.</summary>
    public static string? Fault(IdentityToken token, SignInOptions settings, DateTimeOffset now)
    {
        var claims = token.Claims;
        if (token.Header.TryGetProperty("typ", out var type) && !(type.ValueKind == JsonValueKind.String && string.Equals(type.GetString(), "JWT", StringComparison.OrdinalIgnoreCase)))
        {
            return "The token is of another type than an identity token.";
        }

        if (token.Header.TryGetProperty("crit", out _))
        {
            return "The token asks for an extension that nobody here knows.";
        }

        if (OidcClaims.Time(claims, "iat") is not { } issued || issued > now + OidcSetup.ClockSkew)
        {
            return "The token was issued in the future.";
        }

        if (!string.Equals(OidcClaims.Text(claims, "iss"), settings.Authority, StringComparison.Ordinal))
        {
            return "The issuer is another.";
        }

        if (OidcClaims.Text(claims, "sub") is not { } subject || !IsSubject(subject))
        {
            return "The subject is missing or no name.";
        }

        return OidcClaims.Text(claims, "nonce") is null ? "The nonce is missing." : AudienceFault(claims, settings);
    }

    /// <summary>A name that can be told apart from every other when read or written.</summary>
    public static bool IsSubject(string subject) => subject.Length <= LongestSubject && !string.IsNullOrWhiteSpace(subject) && !subject.Any(char.IsControl);

    /// <summary>A token for several must say that it was made for this console.</summary>
    public static string? AudienceFault(JsonElement claims, SignInOptions settings)
    {
        var audiences = !claims.TryGetProperty("aud", out var audience) ? []
            : audience.ValueKind == JsonValueKind.Array ? audience.EnumerateArray().ToList() : [audience];
        if (!audiences.Exists(a => a.ValueKind == JsonValueKind.String && string.Equals(a.GetString(), settings.TokenAudience, StringComparison.Ordinal)))
        {
            return "The token is made out to somebody else.";
        }

        var hasParty = claims.TryGetProperty("azp", out var party);
        var isOurs = hasParty && party.ValueKind == JsonValueKind.String && string.Equals(party.GetString(), settings.ClientId, StringComparison.Ordinal);
        return (hasParty || audiences.Count > 1) && !isOurs ? "The token was made for another client." : null;
    }

    private static JsonElement? Decode(string part)
    {
        try
        {
            return OidcClaims.Payload(Base64Url.DecodeFromChars(part));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
