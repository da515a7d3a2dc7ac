using System.Globalization;
using System.Net;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Web.Edge;
using FinOps.Web.SignIn;

namespace FinOps.Web.Access;

/// <summary>
/// The door of the HTTP API: a key in <c>Authorization: Bearer</c> or <c>X-API-Key</c>, or, where it is allowed, a signed-in person.
/// Machines get 401, 403 or 429 as problem+json, never a redirect. The answer to a wrong key does not tell what is wrong with it.
/// </summary>
internal sealed partial class ApiDoor(ApiKeyVerifier keys, GuessLimit guesses, PersonActors people, ILogger<ApiDoor> logger)
{
    /// <summary>Tells callers when the key they show will end, once that is near.</summary>
    public const string EndsHeader = "FinOps-Key-Expires";

    private const string ActorItem = "FinOps.ApiActor";
    private const string KeyItem = "FinOps.ApiKey";

    /// <summary>Who has come in through the door.</summary>
    public static Actor ActorOf(HttpContext http) => (Actor)http.Items[ActorItem]!;

    /// <summary>The key that opened the door; null for a signed-in person.</summary>
    public static VerifiedKey? KeyOf(HttpContext http) => http.Items[KeyItem] as VerifiedKey;

    /// <summary>Lets a caller in or says why not.</summary>
    /// <param name="http">The call.</param>
    /// <param name="access">What it needs.</param>
    /// <returns>The refusal; null when the caller is in.</returns>
    public async Task<IResult?> RefuseAsync(HttpContext http, ApiAccess access)
    {
        if (ShownKey.IsInAddress(http.Request))
        {
            return Results.Problem(
                "A key stands in the address, where logs and histories keep it. Send it as Authorization: Bearer, and rotate it: it must be taken for leaked.",
                statusCode: StatusCodes.Status400BadRequest);
        }

        if (!ShownKey.TryRead(http.Request, out var text))
        {
            return Results.Problem("Two keys are shown. Send one, as Authorization: Bearer or as X-API-Key.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (text is not null)
        {
            return await RefuseKeyAsync(http, text, access.Scope);
        }

        if (access.Permission is not { } needed || http.User.Identity?.IsAuthenticated != true)
        {
            return Unauthorized(http, "Send an API key: Authorization: Bearer lfk_…");
        }

        var actor = await people.OfAsync(http);
        http.Items[ActorItem] = actor;
        return actor.Permissions.Contains(needed) ? null : Forbidden($"{actor.Name} lacks the permission {needed}.");
    }

    private static IResult Unauthorized(HttpContext http, string detail)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Results.Problem(detail, statusCode: StatusCodes.Status401Unauthorized);
    }

    private static IResult Forbidden(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status403Forbidden);

    private async Task<IResult?> RefuseKeyAsync(HttpContext http, string text, string scope)
    {
        var address = http.Connection.RemoteIpAddress;
        VerifiedKey? key;
        try
        {
            key = await keys.VerifyAsync(text, address?.ToString(), http.RequestAborted);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            CannotCheck(logger, exception);
            http.Response.Headers.RetryAfter = "1";
            return Results.Problem("Keys cannot be checked right now. Try again.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        if (key is null)
        {
            return RefuseWrong(http, address, text);
        }

        http.Items[KeyItem] = key;
        http.Items[ActorItem] = key.ToActor(address?.ToString());
        if (key is { IsEnding: true, EndsAtMicros: { } end })
        {
            http.Response.Headers[EndsHeader] = Instants.ToUtc(end).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        if (key.Scopes.Contains(scope))
        {
            return null;
        }

        Refusals.Note(http, DecisionDoor.Api, DecisionReason.ScopeMissing);
        return Forbidden($"The key {key.Prefix} lacks the scope {scope}; it has: {string.Join(", ", key.Scopes)}.");
    }

    private IResult RefuseWrong(HttpContext http, IPAddress? address, string text)
    {
        var prefix = ApiKeyText.TryRead(text, out var read) ? read : null;
        var wrong = guesses.Count(address, prefix);
        if (wrong.IsNews)
        {
            TooMany(logger, address);
        }

        Refusals.Note(http, DecisionDoor.Api, wrong.Wait is null ? DecisionReason.WrongKey : DecisionReason.TooManyWrongKeys, prefix is null ? null : "key:" + prefix);
        if (wrong.Wait is not { } wait)
        {
            return Unauthorized(http, "The API key is unknown or mistyped, has expired or was revoked.");
        }

        http.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Results.Problem("Too many wrong API keys. Wait as long as Retry-After says.", statusCode: StatusCodes.Status429TooManyRequests);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Too many wrong API keys, the last one from {Address}; they are answered with 429")]
    private static partial void TooMany(ILogger logger, IPAddress? address);

    [LoggerMessage(Level = LogLevel.Error, Message = "API keys cannot be checked; callers are answered with 503")]
    private static partial void CannotCheck(ILogger logger, Exception exception);
}
