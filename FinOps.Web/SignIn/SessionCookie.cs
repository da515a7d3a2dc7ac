using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using FinOps.Core.Access.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>
/// Signs in by a cookie that holds nothing but a random key. Unlike the framework's cookie it gets a new key at every sign-in,
/// and leads only people to the sign-in page: programs get a status code.
/// </summary>
public sealed class SessionCookie(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SessionTickets tickets, SignInSessions sessions, PersonActors actors)
    : SignInAuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The cookie over https: browsers take it from this host only, encrypted only.</summary>
    public const string SecureName = "__Host-finops";

    /// <summary>The cookie over http, which works on this machine only.</summary>
    public const string PlainName = "finops";

    /// <summary>The cookie's name for a request; null where it would travel unencrypted between machines.</summary>
    public static string? NameFor(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.IsHttps ? SecureName : IsLoopback(request.Host) ? PlainName : null;
    }

    /// <summary>True for the names of this machine.</summary>
    public static bool IsLoopback(HostString host) =>
        string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (NameFor(Request) is not { } name || Request.Cookies[name] is not { Length: > 0 } key)
        {
            return AuthenticateResult.NoResult();
        }

        return await tickets.ReadAsync(key, Context.RequestAborted) is { } ticket ? AuthenticateResult.Success(ticket) : AuthenticateResult.Fail("The session has ended.");
    }

    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        var name = NameFor(Request) ?? throw new InvalidOperationException("Nobody is signed in over an unencrypted connection from another machine.");
        properties ??= new AuthenticationProperties();
        var isAgain = properties.Items.ContainsKey(SessionTickets.AgainItem);
        if (!isAgain)
        {
            await EndAsync("signed in again");
        }

        Response.Cookies.Append(name, await tickets.BeginAsync(user, properties, Context), Cookie());
        Response.Headers.CacheControl = "no-store";
    }

    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        await EndAsync("signed out");
        if (NameFor(Request) is { } name)
        {
            Response.Cookies.Delete(name, Cookie());
        }

        Response.Headers.CacheControl = "no-store";
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!IsPage())
        {
            return AnswerAsync(StatusCodes.Status401Unauthorized, "Sign in first", "This address needs somebody who is signed in, or an API key where it belongs to the API.");
        }

        Response.Redirect(SignInPaths.SignIn(Request.PathBase + Request.Path + Request.QueryString));
        return Task.CompletedTask;
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        if (!IsPage())
        {
            await AnswerAsync(StatusCodes.Status403Forbidden, "Not allowed", "Your roles do not allow this.");
            return;
        }

        var result = await HandleAuthenticateOnceSafeAsync();
        Response.Redirect(result.Principal is { } user && !(await actors.AccessOfAsync(user, Context.RequestAborted)).MayEnter ? "/no-access" : "/not-allowed");
    }

    /// <summary>True when a person in a browser waits for a page.</summary>
    private bool IsPage()
    {
        var path = Request.Path;
        var isForMachines = new[] { "/api", "/openapi", "/health", "/_blazor", "/_framework" }.Any(p => path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase));
        var accept = Request.Headers.Accept.ToString();
        var takesPages = accept.Length == 0 || accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || accept.Contains("*/*", StringComparison.Ordinal);
        return (HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method)) && !isForMachines && takesPages;
    }

    private Task AnswerAsync(int status, string title, string detail) =>
        Results.Problem(detail, title: title, statusCode: status).ExecuteAsync(Context);

    private async Task EndAsync(string reason)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        if (SignInPrincipal.SessionOf(result.Principal) is { } id)
        {
            var actor = SignInPrincipal.ActorOf(result.Principal!, Context);
            await sessions.EndAsync(id, actor.Subject, actor, reason, Context.RequestAborted);
        }
    }

    private CookieOptions Cookie() => new() { HttpOnly = true, Secure = Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };
}
