using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Access;

/// <summary>A route of the real program and what it asks of its callers.</summary>
/// <param name="Name">Method and pattern, e.g. <c>GET /records/{Id:long}</c>.</param>
/// <param name="IsOpen">True when it says that everybody may come.</param>
/// <param name="Policies">The policies it names.</param>
/// <param name="HasDoor">True when the door of the API looks at the caller's key.</param>
internal sealed record KnownRoute(string Name, bool IsOpen, IReadOnlyList<string> Policies, bool HasDoor)
{
    public string Method => Name[..Name.IndexOf(' ', StringComparison.Ordinal)];

    public string Pattern => Name[(Name.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    /// <summary>What is wrong with how the route is guarded, and what to do; null when nothing is.</summary>
    public string? Fault(IEnumerable<string> open) => (IsOpen, Policies.Count > 0 || HasDoor, open.Contains(Name, StringComparer.Ordinal)) switch
    {
        (false, true, false) or (true, _, true) => null,
        (true, _, false) => $"{Name} lets everybody in. If it must, add it to the open routes of {DocumentedMatrix.Path} with the reason; else take AllowAnonymous away.",
        (false, true, true) => $"{Name} stands among the open routes of {DocumentedMatrix.Path} but asks who is there. Take it from the list.",
        (false, false, _) => $"{Name} does not say who may come. Add [Authorize(Policy = nameof(Permission.…))] to the page, .RequireAuthorization(nameof(Permission.…)) to the endpoint, "
            + "or .Guard(ApiScope.…, Permission.…) to an endpoint of the API; what must be open to everybody says .AllowAnonymous() and stands in the list of open routes.",
    };

    public static KnownRoute Of(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        var method = methods.Count == 0 || methods.Contains("GET") ? "GET" : methods[0];
        return new KnownRoute(
            $"{method} /{endpoint.RoutePattern.RawText!.TrimStart('/')}",
            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
            [.. endpoint.Metadata.OfType<IAuthorizeData>().Select(a => a.Policy ?? "").Where(p => p.Length > 0)],
            endpoint.Metadata.Any(m => m.GetType().Name == "ApiAccess"));
    }
}

internal static class KnownRoutes
{
    /// <summary>All routes but the static files, which everybody may read.</summary>
    public static IReadOnlyList<KnownRoute> Of(IServiceProvider services) =>
    [
        .. Endpoints(services).Where(e => !IsStaticFile(e)).Select(KnownRoute.Of).DistinctBy(r => r.Name).OrderBy(r => r.Pattern, StringComparer.Ordinal).ThenBy(r => r.Method, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<RouteEndpoint> StaticFiles(IServiceProvider services) => [.. Endpoints(services).Where(IsStaticFile)];

    private static IEnumerable<RouteEndpoint> Endpoints(IServiceProvider services) => services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    /// <summary>The second is how the framework answers 404 for missing files while developing.</summary>
    private static bool IsStaticFile(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || endpoint.RoutePattern.RawText == "{**path:file}";
}
