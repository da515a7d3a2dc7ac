using FinOps.Core.Access;

namespace FinOps.Web.Access;

/// <summary>Finds the key in a request's headers, the only place where it may stand.</summary>
internal static class ShownKey
{
    private const string Bearer = "Bearer ";

    /// <summary>Reads the key; null when none is shown. False when two different ones are.</summary>
    public static bool TryRead(HttpRequest request, out string? text)
    {
        var own = Single(request.Headers["X-API-Key"]);
        var bearer = request.Headers.Authorization is [{ } authorization] && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
        text = own ?? bearer;
        return own is null || bearer is null || own == bearer;
    }

    /// <summary>True when a part of the query is formed as a key, whether or not it is one.</summary>
    public static bool IsInAddress(HttpRequest request) =>
        request.QueryString.Value?.Contains(ApiKeyText.Start, StringComparison.Ordinal) == true
        && request.Query.Any(p => p.Value.Any(v => v is not null && ApiKeyText.TryRead(v.Trim(), out _)));

    private static string? Single(Microsoft.Extensions.Primitives.StringValues values) => values is [{ Length: > 0 } one] ? one.Trim() : null;
}
