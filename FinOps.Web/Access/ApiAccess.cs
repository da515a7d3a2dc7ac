using FinOps.Core.Access;

namespace FinOps.Web.Access;

/// <summary>What an endpoint of the API asks of its callers; stands in its metadata.</summary>
/// <param name="Scope">What a key must open.</param>
/// <param name="Permission">What a signed-in person must be allowed; null when only keys may come in.</param>
internal sealed record ApiAccess(string Scope, Permission? Permission);

internal static class ApiDoors
{
    /// <summary>Lets in keys with the scope and, where a permission is named, signed-in people who have it.</summary>
    public static TBuilder Guard<TBuilder>(this TBuilder endpoint, string scope, Permission? permission = null)
        where TBuilder : IEndpointConventionBuilder
    {
        var access = new ApiAccess(scope, permission);
        return endpoint.AddEndpointFilter(new ApiDoorFilter(access)).WithMetadata(access);
    }
}
