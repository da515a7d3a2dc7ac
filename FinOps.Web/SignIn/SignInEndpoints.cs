using System.Globalization;
using System.Net;
using System.Security.Claims;
using FinOps.Core.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;

namespace FinOps.Web.SignIn;

/// <summary>Signing in with a local role, and signing out. Both are posts that carry an antiforgery token.</summary>
public static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in/local", SignInAsync).AllowAnonymous();
        routes.MapPost("/sign-out", SignOutAsync).AllowAnonymous();
    }

    /// <summary>The path to go to after signing in: only one of this site, else the overview.</summary>
    public static string LocalPath(string? returnUrl)
    {
        var isLocal = returnUrl is ['/', ..] && returnUrl is not ['/', '/' or '\\', ..] && !returnUrl.Any(char.IsControl);
        return isLocal && !returnUrl!.StartsWith("/sign-", StringComparison.OrdinalIgnoreCase) ? returnUrl : "/";
    }

    private static async Task<IResult> SignInAsync(HttpContext http, People people, TimeProvider time, [FromForm] string role, [FromForm] string? returnUrl)
    {
        if (http.Connection.LocalIpAddress is { } address && !IPAddress.IsLoopback(address))
        {
            return Results.Problem("Local roles work on this machine only.", statusCode: StatusCodes.Status403Forbidden);
        }

        if (Role.Find(role) is not { } chosen)
        {
            return Results.Problem($"There is no role of that name. The roles are {string.Join(", ", Role.All.Select(r => r.Name))}.", statusCode: StatusCodes.Status400BadRequest);
        }

        var identity = new ClaimsIdentity(CookieAuthenticationDefaults.AuthenticationScheme, CurrentActor.NameClaim, CurrentActor.RoleClaim);
        var (subject, name) = (chosen.Name.ToLowerInvariant().Replace(' ', '-'), $"Local {chosen.Name.ToLowerInvariant()}");
        identity.AddClaim(new Claim(CurrentActor.IssuerClaim, PersonIdentity.LocalIssuer));
        identity.AddClaim(new Claim(CurrentActor.SubjectClaim, subject));
        identity.AddClaim(new Claim(CurrentActor.NameClaim, name));
        identity.AddClaim(new Claim(CurrentActor.RoleClaim, chosen.Name));
        identity.AddClaim(new Claim(CurrentActor.ProofClaim, time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        await people.SeenAsync(PersonIdentity.LocalIssuer, subject, name, null, [chosen.Name], ClientAddress.Of(http), http.RequestAborted);
        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
        return Results.LocalRedirect(LocalPath(returnUrl));
    }

    // The form parameter is what makes the framework check the antiforgery token.
    private static async Task<IResult> SignOutAsync(HttpContext http, [FromForm] string? returnUrl)
    {
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.LocalRedirect($"/sign-in?returnUrl={Uri.EscapeDataString(LocalPath(returnUrl))}");
    }
}
