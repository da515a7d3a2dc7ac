using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Authorization;

namespace FinOps.Web.Access;

/// <summary>What routes ask for that have no permission of their own, and what becomes of a route that forgot to say: nobody comes in.</summary>
public static class RoutePolicies
{
    /// <summary>Asks only that somebody is signed in, whatever their roles.</summary>
    public const string SignedIn = nameof(SignedIn);

    public static IServiceCollection AddRoutePolicies(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, SilentRouteHandler>();
        services.AddAuthorizationBuilder()
            .AddPolicy(SignedIn, policy => policy.RequireAuthenticatedUser())
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(SignInPrincipal.Scheme).AddRequirements(new SilentRoute()).Build());
        return services;
    }

    /// <summary>The connection of live pages is for signed-in people; what every page needs to start is open.</summary>
    public static RazorComponentsEndpointConventionBuilder GuardLivePages(this RazorComponentsEndpointConventionBuilder pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        pages.Add(endpoint =>
        {
            switch ((endpoint as RouteEndpointBuilder)?.RoutePattern.RawText?.Trim('/'))
            {
                case "_blazor" or "_blazor/negotiate" or "_blazor/disconnect":
                    endpoint.Metadata.Add(new AuthorizeAttribute(SignedIn));
                    break;
                case "_blazor/initializers" or "_framework/opaque-redirect":
                    endpoint.Metadata.Add(new AllowAnonymousAttribute());
                    break;
            }
        });
        return pages;
    }

    private sealed record SilentRoute : IAuthorizationRequirement;

    /// <summary>An address without a route is answered with 404, a method or type that a route does not take with 405 or 415 by an endpoint that is no route, and the door of the API looks at its callers itself.</summary>
    private sealed class SilentRouteHandler : AuthorizationHandler<SilentRoute>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, SilentRoute requirement)
        {
            if (context.Resource is HttpContext http && (http.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<ApiAccess>() is not null || IsMissingFile(endpoint)))
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }

        /// <summary>While developing, the framework answers 404 for missing files by a route of its own.</summary>
        private static bool IsMissingFile(Endpoint endpoint) => endpoint is RouteEndpoint { Order: int.MaxValue, RoutePattern.RawText: "{**path:file}" };
    }
}
