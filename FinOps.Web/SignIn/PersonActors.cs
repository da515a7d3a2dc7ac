using System.Globalization;
using System.Security.Claims;
using FinOps.Core.Access;

namespace FinOps.Web.SignIn;

/// <summary>Makes actors of signed-in principals: who they are stands in the ticket, what they may do in the database.</summary>
public sealed class PersonActors(AccessDecisions decisions)
{
    /// <summary>The person of a principal; null for somebody anonymous.</summary>
    public static PersonIdentity? IdentityOf(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.Identity?.IsAuthenticated == true
            && user.FindFirst(CurrentActor.IssuerClaim)?.Value is { Length: > 0 } issuer
            && user.FindFirst(CurrentActor.SubjectClaim)?.Value is { Length: > 0 } subject
            ? new PersonIdentity(issuer, subject)
            : null;
    }

    /// <summary>What the person may do now; nothing for somebody anonymous.</summary>
    public async ValueTask<PersonAccess> AccessOfAsync(ClaimsPrincipal user, CancellationToken cancellation) =>
        IdentityOf(user) is { } who
            ? await decisions.OfAsync(who, [.. user.FindAll(CurrentActor.RoleClaim).Select(c => c.Value)], cancellation)
            : PersonAccess.None;

    /// <summary>The actor of a principal; somebody anonymous is an actor without permissions.</summary>
    /// <param name="user">Who is signed in.</param>
    /// <param name="address">The IP address they come from.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<Actor> OfAsync(ClaimsPrincipal user, string? address, CancellationToken cancellation)
    {
        var who = IdentityOf(user);
        var access = await AccessOfAsync(user, cancellation);
        var subject = who?.ToString() ?? "anonymous";
        return new Actor(subject, user.FindFirst(CurrentActor.NameClaim)?.Value is { Length: > 0 } name ? name : subject, Actor.Web, access.Permissions)
        {
            Address = address,
            Tenants = access.Tenants,
            Scopes = access.Scopes,
            ProvedAt = ProvedAt(user),
        };
    }

    /// <inheritdoc cref="OfAsync(ClaimsPrincipal, string?, CancellationToken)"/>
    public ValueTask<Actor> OfAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return OfAsync(http.User, ClientAddress.Of(http), http.RequestAborted);
    }

    private static DateTimeOffset? ProvedAt(ClaimsPrincipal user) =>
        long.TryParse(user.FindFirst(CurrentActor.ProofClaim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
