using System.Globalization;
using System.Net;
using FinOps.Core.Access;
using FinOps.Core.Access.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>Signing in with a local role or by the provider, and signing out. What changes something is a post that carries an antiforgery token.</summary>
public static partial class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in/local", SignInAsync).AllowAnonymous();
        routes.MapGet("/sign-in/provider", AskProviderAsync).AllowAnonymous();
        routes.MapGet("/sign-in/again", AskAgainAsync).AllowAnonymous();
        routes.MapPost("/sign-out", SignOutAsync).AllowAnonymous();
        routes.MapProviderSignOut();
    }

    private static async Task<IResult> SignInAsync(HttpContext http, IOptions<SignInOptions> options, TimeProvider time, [FromForm] string role, [FromForm] string? returnUrl)
    {
        if (options.Value.Mode != SignInMode.Local)
        {
            return Results.NotFound();
        }

        if (!IsThisMachine(http))
        {
            return Results.Problem("Local roles work on this machine only.", statusCode: StatusCodes.Status403Forbidden);
        }

        if (Role.Find(role) is not { } chosen)
        {
            return Results.Problem($"There is no role of that name. The roles are {string.Join(", ", Role.All.Select(r => r.Name))}.", statusCode: StatusCodes.Status400BadRequest);
        }

        var subject = chosen.Name.ToLowerInvariant().Replace(' ', '-');
        await http.SignInAsync(SignInPrincipal.Of(PersonIdentity.LocalIssuer, subject, $"Local {chosen.Name.ToLowerInvariant()}", null, [chosen.Name], time.GetUtcNow()));
        return Results.LocalRedirect(SignInPaths.Local(returnUrl));
    }

    /// <summary>True when the request comes from this machine itself: not through a proxy on it, and not by a page that a foreign name led here.</summary>
    private static bool IsThisMachine(HttpContext http)
    {
        var headers = http.Request.Headers;
        var isForwarded = headers.ContainsKey("Forwarded") || headers.Keys.Any(k => k.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || k.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase));
        return !isForwarded && SessionCookie.IsLoopback(http.Request.Host)
            && http.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
            && (http.Connection.LocalIpAddress is not { } to || IPAddress.IsLoopback(to));
    }

    private static Task<IResult> AskProviderAsync(HttpContext http, IOptions<SignInOptions> options, ILoggerFactory loggers, string? returnUrl) =>
        AskAsync(http, options.Value, loggers, new OpenIdConnectChallengeProperties { RedirectUri = SignInPaths.Local(returnUrl) });

    /// <summary>Has somebody prove again who they are. The provider must not answer from memory, and must say when it asked.</summary>
    private static async Task<IResult> AskAgainAsync(HttpContext http, IOptions<SignInOptions> options, ILoggerFactory loggers, TimeProvider time, string? returnUrl)
    {
        if (options.Value.Mode == SignInMode.Local)
        {
            return Results.LocalRedirect(SignInPaths.SignIn(returnUrl));
        }

        var properties = new OpenIdConnectChallengeProperties { RedirectUri = SignInPaths.Local(returnUrl), Prompt = "login", MaxAge = TimeSpan.Zero };
        if (await http.AuthenticateAsync(SignInPrincipal.Scheme) is { Succeeded: true, Principal: var user } && SignInPrincipal.SessionOf(user) is { } session)
        {
            properties.Items[SessionTickets.AgainItem] = session.ToString(CultureInfo.InvariantCulture);
            properties.Items[OidcEvents.AgainIdentityItem] = SignInPrincipal.IdentityOf(user);
            properties.Items[OidcEvents.AgainSinceItem] = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        }

        return await AskAsync(http, options.Value, loggers, properties);
    }

    private static async Task<IResult> AskAsync(HttpContext http, SignInOptions options, ILoggerFactory loggers, OpenIdConnectChallengeProperties properties)
    {
        if (options.Mode != SignInMode.Oidc)
        {
            return Results.LocalRedirect(SignInPaths.SignIn(properties.RedirectUri));
        }

        if (SessionCookie.NameFor(http.Request) is null)
        {
            return Results.LocalRedirect(SignInPaths.Problem(SignInFault.Insecure, properties.RedirectUri));
        }

        try
        {
            await http.ChallengeAsync(OidcSetup.Scheme, properties);
            http.Response.Headers.CacheControl = "no-store";
            return Results.Empty;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !http.RequestAborted.IsCancellationRequested)
        {
            var fault = ProviderFaults.Of(failure) is SignInFault.Refused ? SignInFault.Unavailable : ProviderFaults.Of(failure);
            LogUnasked(loggers.CreateLogger(typeof(SignInEndpoints)), fault, ProviderFaults.Explain(failure));
            return Results.LocalRedirect(SignInPaths.Problem(fault, properties.RedirectUri));
        }
    }

    // The form parameters are what makes the framework check the antiforgery token.
    private static async Task<IResult> SignOutAsync(
        HttpContext http, IOptions<SignInOptions> options, SignInSessions sessions, ILoggerFactory loggers, [FromForm] string? returnUrl, [FromForm] bool? everywhere)
    {
        if (everywhere == true && await http.AuthenticateAsync(SignInPrincipal.Scheme) is { Succeeded: true, Principal: var user })
        {
            var actor = SignInPrincipal.ActorOf(user, http);
            await sessions.EndAllAsync(actor.Subject, SignInPrincipal.SessionOf(user), actor, "signed out everywhere", http.RequestAborted);
        }

        var leaves = options.Value.Mode == SignInMode.Oidc && await SignOutAtProviderAsync(http, loggers);
        await http.SignOutAsync(SignInPrincipal.Scheme);
        return leaves ? Results.Empty
            : options.Value.Mode == SignInMode.Oidc ? Results.LocalRedirect("/sign-in?signedOut=here")
            : Results.LocalRedirect(SignInPaths.SignIn(returnUrl));
    }

    /// <summary>Leads to the provider's own sign-out; false when there is none or it cannot be reached: then only this console is left.</summary>
    private static async Task<bool> SignOutAtProviderAsync(HttpContext http, ILoggerFactory loggers)
    {
        try
        {
            var oidc = http.RequestServices.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(OidcSetup.Scheme);
            var configuration = await oidc.ConfigurationManager!.GetConfigurationAsync(http.RequestAborted);
            if (string.IsNullOrEmpty(configuration.EndSessionEndpoint) || !(await http.AuthenticateAsync(SignInPrincipal.Scheme)).Succeeded)
            {
                return false;
            }

            await http.SignOutAsync(OidcSetup.Scheme, new AuthenticationProperties { RedirectUri = "/sign-in?signedOut=everywhere" });
            return true;
        }
        catch (Exception failure) when (ProviderFaults.IsOutage(failure) || failure is InvalidOperationException)
        {
            LogUnasked(loggers.CreateLogger(typeof(SignInEndpoints)), SignInFault.Unavailable, ProviderFaults.Explain(failure));
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sign-in provider could not be asked ({Fault}): {Why}")]
    private static partial void LogUnasked(ILogger logger, SignInFault fault, string why);
}
