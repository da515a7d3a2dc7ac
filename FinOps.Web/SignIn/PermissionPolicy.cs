using FinOps.Core.Access;
using Microsoft.AspNetCore.Authorization;

namespace FinOps.Web.SignIn;

/// <summary>What a policy asks for: that the person has a permission at this moment.</summary>
public sealed record PermissionRequirement(Permission Permission) : IAuthorizationRequirement;

/// <summary>Asks the database, through <see cref="AccessDecisions"/>, and not the ticket.</summary>
public sealed class PermissionHandler(PersonActors actors) : AuthorizationHandler<PermissionRequirement>
{
    /// <summary>What was decided for a request whose endpoint has such a policy.</summary>
    public static PersonAccess Decided(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Items[typeof(PersonAccess)] as PersonAccess ?? PersonAccess.None;
    }

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(requirement);
        var access = await actors.AccessOfAsync(context.User, CancellationToken.None);
        if (context.Resource is HttpContext http)
        {
            http.Items[typeof(PersonAccess)] = access;
        }

        if (access.Permissions.Contains(requirement.Permission))
        {
            context.Succeed(requirement);
        }
    }
}
