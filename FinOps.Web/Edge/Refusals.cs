using FinOps.Core.Access;
using FinOps.Core.Enforcement;
using FinOps.Web.Access;
using FinOps.Web.SignIn;

namespace FinOps.Web.Edge;

/// <summary>Notes in the decision log who was held back at the edge.</summary>
internal static class Refusals
{
    /// <summary>Notes a refusal, by the key or the person where one is known and by the address.</summary>
    /// <param name="subject">Who, where the caller knows better.</param>
    public static void Note(HttpContext http, string door, string reason, string? subject = null)
    {
        var key = ApiDoor.KeyOf(http);
        var who = subject ?? (key is not null ? "key:" + key.Prefix : door == DecisionDoor.Api && PrefixOf(http) is { } prefix ? "key:" + prefix : http.User.FindFirst(CurrentActor.SubjectClaim)?.Value ?? "");
        var tenant = key?.Tenants is { IsAll: false, Keys: { Count: 1 } only } ? only.Single() : null;
        http.RequestServices.GetRequiredService<DecisionLog>().Note(door, reason, who, Edges.AddressOf(http), RouteOf(http), tenant);
    }

    /// <summary>The start of the key that is shown, which may not have been checked yet.</summary>
    private static string? PrefixOf(HttpContext http) =>
        ShownKey.TryRead(http.Request, out var text) && text is not null && ApiKeyText.TryRead(text, out var prefix) ? prefix : null;

    /// <summary>The route's pattern, so that a caller who makes addresses up makes no rows up.</summary>
    private static string RouteOf(HttpContext http) =>
        $"{http.Request.Method} {(http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(other)"}";
}
