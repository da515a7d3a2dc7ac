using FinOps.Core.Access;
using FinOps.Core.Reviews;
using FinOps.Web.Access;
using FinOps.Web.Shell;

namespace FinOps.Web.Reviews;

/// <summary>The download of the reviews.</summary>
internal static class ReviewEndpoints
{
    public const string ExportPath = "/reviews/export";

    public static void MapReviewExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ExportPath, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).RequireAuthorization(AllTenants.Policy).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, ReviewQueries reviews, string? format, string? sort, string? q, CancellationToken cancellation) => format is "csv" or "xlsx"
        ? TableExport.Answer(format, "architecture-reviews", "Reviews", ReviewText.Columns, await reviews.ListAsync(await http.ScopeOfPersonAsync(), cancellation), sort, q, cancellation)
        : Results.Problem("Name the format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);
}
