using FinOps.Core.Access;
using FinOps.Core.Access.Sessions;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>What the provider calls when its own session of a person ends. Neither needs the person's cookie.</summary>
public static partial class ProviderSignOut
{
    private const int LargestForm = 64 << 10;

    internal static void MapProviderSignOut(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(SignInPaths.BackChannel, BackChannelAsync).AllowAnonymous().DisableAntiforgery();
        routes.MapGet(SignInPaths.FrontChannel, FrontChannelAsync).AllowAnonymous();
    }

    private static async Task<IResult> BackChannelAsync(HttpContext http, IOptions<SignInOptions> options, SignInSessions sessions, ILoggerFactory loggers)
    {
        if (options.Value.Mode != SignInMode.Oidc)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "no-store";
        var logger = loggers.CreateLogger(typeof(ProviderSignOut));
        if (!http.Request.HasFormContentType || http.Request.ContentLength is null or > LargestForm)
        {
            return Refuse(logger, "no form of reasonable size");
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["logout_token"] is not [{ Length: > 0 } token])
        {
            return Refuse(logger, "no single logout_token");
        }

        var (order, fault) = await http.RequestServices.GetRequiredService<LogoutTokens>().ReadAsync(token, http.RequestAborted);
        if (order is null)
        {
            return fault == LogoutTokens.Unavailable ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Refuse(logger, fault!);
        }

        var ended = await sessions.EndOfProviderAsync(order.ProviderSession, order.Identity, Provider(options.Value, http), "the provider ended its session", http.RequestAborted);
        LogEnded(logger, ended);
        return Results.Ok();
    }

    /// <summary>
    /// The standard makes this a GET inside a frame, where browsers keep our cookie back; so the provider's own name of the session,
    /// which only the provider and this console know, is what it takes, and all it can do is end that session.
    /// </summary>
    private static async Task<IResult> FrontChannelAsync(HttpContext http, IOptions<SignInOptions> options, SignInSessions sessions, ILoggerFactory loggers)
    {
        if (options.Value.Mode != SignInMode.Oidc)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "no-store";
        var query = http.Request.Query;
        if (query["iss"] is [{ } issuer] && string.Equals(issuer, options.Value.Authority, StringComparison.Ordinal)
            && query["sid"] is [{ } sid] && IdentityToken.IsSubject(sid))
        {
            var ended = await sessions.EndOfProviderAsync(SignInPrincipal.Identity(issuer, sid), null, Provider(options.Value, http), "the provider ended its session", http.RequestAborted);
            LogEnded(loggers.CreateLogger(typeof(ProviderSignOut)), ended);
        }

        return Results.Text("Signed out.");
    }

    private static IResult Refuse(ILogger logger, string why)
    {
        LogRefused(logger, why);
        return Results.Json(new { error = "invalid_request", error_description = $"The logout token was not taken: {why}." }, statusCode: StatusCodes.Status400BadRequest);
    }

    private static Actor Provider(SignInOptions options, HttpContext http) =>
        new($"provider:{options.Authority}", options.Authority, Actor.Web, new HashSet<Permission>()) { Address = ClientAddress.Of(http) };

    [LoggerMessage(Level = LogLevel.Warning, Message = "A logout token was refused: {Why}")]
    private static partial void LogRefused(ILogger logger, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "The provider ended a session of its; {Count} ended here")]
    private static partial void LogEnded(ILogger logger, int count);
}
