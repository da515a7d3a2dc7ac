using FinOps.Core.Access;
using FinOps.Web.SignIn;

namespace FinOps.Web.Access;

/// <summary>
/// The door of the HTTP API: a key in <c>Authorization: Bearer</c> or <c>X-Api-Key</c>, or, where it is allowed, a signed-in person.
/// Machines get 401 or 403 as problem+json, never a redirect.
/// </summary>
internal sealed class ApiDoor(ApiKeys keys, PersonActors people)
{
    private const string ActorItem = "FinOps.ApiActor";

    /// <summary>Who has come in through the door.</summary>
    public static Actor ActorOf(HttpContext http) => (Actor)http.Items[ActorItem]!;

    /// <summary>Lets a caller in or says why not.</summary>
    /// <param name="http">The call.</param>
    /// <param name="scope">What a key must open.</param>
    /// <param name="permission">What a signed-in person must be allowed; null when only keys may come in.</param>
    /// <returns>The refusal; null when the caller is in.</returns>
    public async Task<IResult?> RefuseAsync(HttpContext http, string scope, Permission? permission)
    {
        if (KeyOf(http.Request) is { } text)
        {
            return await RefuseKeyAsync(http, text, scope);
        }

        if (permission is not { } needed || http.User.Identity?.IsAuthenticated != true)
        {
            return Unauthorized(http, "Send an API key: Authorization: Bearer lfk_…");
        }

        var actor = await people.OfAsync(http);
        http.Items[ActorItem] = actor;
        return actor.Permissions.Contains(needed) ? null : Forbidden($"{actor.Name} lacks the permission {needed}.");
    }

    private static string? KeyOf(HttpRequest request)
    {
        const string bearer = "Bearer ";
        if (request.Headers["X-Api-Key"] is [{ Length: > 0 } key])
        {
            return key.Trim();
        }

        return request.Headers.Authorization is [{ } authorization] && authorization.StartsWith(bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[bearer.Length..].Trim()
            : null;
    }

    private static IResult Unauthorized(HttpContext http, string detail)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Results.Problem(detail, statusCode: StatusCodes.Status401Unauthorized);
    }

    private static IResult Forbidden(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status403Forbidden);

    private async Task<IResult?> RefuseKeyAsync(HttpContext http, string text, string scope)
    {
        if (await keys.VerifyAsync(text, http.RequestAborted) is not { } key)
        {
            return Unauthorized(http, "The API key is unknown, has expired or was revoked.");
        }

        http.Items[ActorItem] = key.ToActor();
        return key.Scopes.Contains(scope) ? null : Forbidden($"The key {key.Prefix} lacks the scope {scope}; it has: {string.Join(", ", key.Scopes)}.");
    }
}
