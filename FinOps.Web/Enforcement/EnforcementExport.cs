using FinOps.Core.Access;
using FinOps.Core.Enforcement;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;

namespace FinOps.Web.Enforcement;

/// <summary>The download of where tenants stand.</summary>
internal static class EnforcementExport
{
    public const string Path = "/enforcement/export";

    public static void MapEnforcementExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, EnforcementQueries queries, PersonActors people, string? format, string? sort, string? q, CancellationToken cancellation) => format is null or "csv" or "xlsx"
        ? TableExport.Answer(format ?? "csv", "enforcement", "Enforcement", EnforcementText.Columns, await queries.ListAsync(await people.OfAsync(http), cancellation), sort, q, cancellation)
        : Results.Problem("Name the format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);
}
