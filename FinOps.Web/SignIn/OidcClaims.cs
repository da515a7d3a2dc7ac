using System.Text.Json;

namespace FinOps.Web.SignIn;

/// <summary>Reads what a provider says of a person: from the payload of an identity token or from userinfo.</summary>
internal static class OidcClaims
{
    public const int LongestText = 256;
    private const int MostRoles = 500;

    /// <summary>No name may occur twice: two readers could take different ones.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The payload of a token; null when it is no JSON object or names something twice.</summary>
    public static JsonElement? Payload(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray(), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A text claim; null when it is missing, empty or something else.</summary>
    public static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A time claim in seconds since 1970.</summary>
    public static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is > 0 and < 100_000_000_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>
    /// The values of the role claim: one text or a list of texts, each taken whole. The claim of that exact name comes first;
    /// else the name is a path into nested objects, such as <c>realm_access.roles</c>.
    /// </summary>
    public static IReadOnlyList<string> Roles(JsonElement claims, string name)
    {
        var found = claims;
        if (!claims.TryGetProperty(name, out found))
        {
            found = claims;
            foreach (var part in name.Split('.'))
            {
                if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(part, out found))
                {
                    return [];
                }
            }
        }

        var values = found.ValueKind switch
        {
            JsonValueKind.String => [found],
            JsonValueKind.Array => found.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String),
            _ => Enumerable.Empty<JsonElement>(),
        };
        return [.. values.Select(v => v.GetString()!).Where(v => v.Length is > 0 and <= LongestText).Distinct(StringComparer.Ordinal).Take(MostRoles)];
    }

    /// <summary>True when the provider left the role claim out because it had grown too long, as Entra ID does with many groups.</summary>
    public static bool IsLeftOut(JsonElement claims, string name) =>
        claims.TryGetProperty("_claim_names", out var names) && names.ValueKind == JsonValueKind.Object && names.TryGetProperty(name, out _);
}
