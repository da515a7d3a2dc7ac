using System.Globalization;
using System.Security.Claims;
using FinOps.Core.Access;

namespace FinOps.Web.SignIn;

/// <summary>What is known about somebody signed in, as claims. Built here only, whatever the provider's token held.</summary>
public static class SignInPrincipal
{
    /// <summary>The name of the authentication scheme that reads the session cookie.</summary>
    public const string Scheme = "Session";

    public const string EmailClaim = "email";

    /// <summary>The id of the session (<see cref="Core.Access.Sessions.SignInSession.Id"/>); added when the cookie is read.</summary>
    public const string SessionClaim = "session";

    /// <summary>Two names of a provider's as one: the issuer, a bar, and the other. Issuers hold no bar, so that the first one parts them.</summary>
    public static string Identity(string issuer, string name) => $"{issuer}|{name}";

    /// <summary>The identity (<c>iss|sub</c>) of somebody signed in; null for others.</summary>
    public static string? IdentityOf(ClaimsPrincipal? user) => user is null ? null : PersonActors.IdentityOf(user)?.ToString();

    /// <param name="issuer">Who vouches for the person.</param>
    /// <param name="subject">The issuer's name for the person, letter by letter.</param>
    /// <param name="name">The name to show; the subject when there is none.</param>
    /// <param name="email">Shown only; never an identity.</param>
    /// <param name="roles">What the role claim held.</param>
    /// <param name="provedAt">When the person last proved who they are, or null.</param>
    public static ClaimsPrincipal Of(string issuer, string subject, string? name, string? email, IEnumerable<string> roles, DateTimeOffset? provedAt)
    {
        var identity = new ClaimsIdentity(Scheme, CurrentActor.NameClaim, CurrentActor.RoleClaim);
        identity.AddClaim(new Claim(CurrentActor.SubjectClaim, subject));
        identity.AddClaim(new Claim(CurrentActor.IssuerClaim, issuer));
        identity.AddClaim(new Claim(CurrentActor.NameClaim, string.IsNullOrWhiteSpace(name) ? email ?? subject : name));
        if (email is not null)
        {
            identity.AddClaim(new Claim(EmailClaim, email));
        }

        identity.AddClaims(roles.Select(r => new Claim(CurrentActor.RoleClaim, r)));
        if (provedAt is { } at)
        {
            identity.AddClaim(new Claim(CurrentActor.ProofClaim, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64));
        }

        return new ClaimsPrincipal(identity);
    }

    /// <summary>Somebody signed in as the one who signs in or out, which takes no permission.</summary>
    internal static Actor ActorOf(ClaimsPrincipal user, HttpContext http)
    {
        var identity = IdentityOf(user) ?? "anonymous";
        return new(identity, user.FindFirst(CurrentActor.NameClaim)?.Value ?? identity, Actor.Web, new HashSet<Permission>()) { Address = ClientAddress.Of(http) };
    }

    /// <summary>The id of the session somebody is signed in with; null for others.</summary>
    public static long? SessionOf(ClaimsPrincipal? user) =>
        long.TryParse(user?.FindFirst(SessionClaim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
