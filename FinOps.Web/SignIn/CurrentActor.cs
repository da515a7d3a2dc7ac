using System.Security.Claims;
using FinOps.Core.Access;
using Microsoft.AspNetCore.Components.Authorization;

namespace FinOps.Web.SignIn;

/// <summary>The signed-in person as an <see cref="Actor"/>, for writes in Core.</summary>
public sealed class CurrentActor(AuthenticationStateProvider authentication)
{
    public const string RoleClaim = "roles";
    public const string SubjectClaim = "sub";
    public const string NameClaim = "name";

    public async Task<Actor> GetAsync() => Of((await authentication.GetAuthenticationStateAsync()).User);

    /// <summary>The actor of a signed-in principal; somebody anonymous is an actor without permissions.</summary>
    public static Actor Of(ClaimsPrincipal user)
    {
        var subject = user.FindFirst(SubjectClaim)?.Value ?? "anonymous";
        return new(subject, user.FindFirst(NameClaim)?.Value ?? subject, "web", PermissionsOf(user));
    }

    public static IReadOnlyList<string> RolesOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true ? [.. user.FindAll(RoleClaim).Select(c => c.Value).Distinct(StringComparer.Ordinal)] : [];

    /// <summary>What the person's roles allow together; roles that are unknown here allow nothing.</summary>
    public static IReadOnlySet<Permission> PermissionsOf(ClaimsPrincipal user)
    {
        var permissions = new HashSet<Permission>();
        foreach (var role in RolesOf(user))
        {
            permissions.UnionWith(Role.Find(role)?.Permissions ?? new HashSet<Permission>());
        }

        return permissions;
    }
}
