using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Web.SignIn;

namespace FinOps.Web.Access;

/// <summary>Whose usage the caller of an endpoint may see.</summary>
internal static class EndpointScope
{
    /// <summary>The tenants of the person; callers of the API carry theirs in <see cref="ApiDoor.ActorOf"/>.</summary>
    public static async ValueTask<TenantScope> ScopeOfPersonAsync(this HttpContext http) => (await http.RequestServices.GetRequiredService<PersonActors>().OfAsync(http)).Sees;

    /// <summary>The answer to a question that names a tenant out of scope: the same as for one that does not exist. Null when all are in scope.</summary>
    public static IResult? RefuseOthers(this IEnumerable<CostFilter> filters, TenantScope scope) => filters.IsIn(scope)
        ? null
        : Results.Problem("There is no such tenant.", statusCode: StatusCodes.Status404NotFound);
}
