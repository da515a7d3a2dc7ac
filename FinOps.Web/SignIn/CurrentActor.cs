using System.Security.Claims;
using FinOps.Core.Access;
using Microsoft.AspNetCore.Components.Authorization;

namespace FinOps.Web.SignIn;

/// <summary>The signed-in person as an <see cref="Actor"/>, for writes in Core. What they may do is decided anew each time.</summary>
public sealed class CurrentActor(AuthenticationStateProvider authentication, PersonActors actors, ClientAddress address)
{
    /// <summary>What the provider says of the person's roles or groups, one claim a value.</summary>
    public const string RoleClaim = "roles";

    /// <summary>The provider's exact issuer.</summary>
    public const string IssuerClaim = "iss";
    public const string SubjectClaim = "sub";
    public const string NameClaim = "name";

    /// <summary>When the person last proved who they are, in seconds since 1970.</summary>
    public const string ProofClaim = "auth_time";

    public async Task<Actor> GetAsync() => await actors.OfAsync(await UserAsync(), address.Value, CancellationToken.None);

    /// <summary>The roles behind the actor.</summary>
    public async Task<PersonAccess> AccessAsync() => await actors.AccessOfAsync(await UserAsync(), CancellationToken.None);

    private async Task<ClaimsPrincipal> UserAsync() => (await authentication.GetAuthenticationStateAsync()).User;
}
