using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Authorization;

namespace FinOps.Web.Access;

/// <summary>The policy of pages and downloads that mix the usage of all tenants: beside their permission, they ask that the person sees all.</summary>
public static class AllTenants
{
    public const string Policy = nameof(AllTenants);

    public static IServiceCollection AddAllTenantsPolicy(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, Handler>();
        services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.RequireAuthenticatedUser().AddRequirements(new Requirement()));
        return services;
    }

    private sealed record Requirement : IAuthorizationRequirement;

    private sealed class Handler(PersonActors people) : AuthorizationHandler<Requirement>
    {
        protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
        {
            if ((await people.OfAsync(context.User, null, CancellationToken.None)).Sees.IsAll)
            {
                context.Succeed(requirement);
            }
        }
    }
}
