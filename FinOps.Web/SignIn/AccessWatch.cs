using FinOps.Core.Access;
using FinOps.Web.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FinOps.Web.SignIn;

/// <summary>Registers how a signed-in person becomes an actor, and the policies that pages and endpoints name.</summary>
public static class AccessWatch
{
    public static IServiceCollection AddActors(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<PersonActors>().AddSingleton<OpenCircuits>().AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddScoped<ClientAddress>().AddScoped<CurrentActor>().AddScoped<CircuitHandler, CircuitNotes>();
        services.Replace(ServiceDescriptor.Scoped<AuthenticationStateProvider, CircuitAuthentication>());
        services.AddAuthorization(options =>
        {
            foreach (var permission in Permissions.All)
            {
                options.AddPolicy(permission.ToString(), policy => policy.RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(permission)));
            }
        });
        return services.AddAllTenantsPolicy().AddRoutePolicies();
    }
}
