using FinOps.Core.Access;
using FinOps.Web.Access;
using FinOps.Web.Shell;

namespace FinOps.Web.Pricing.Compare;

/// <summary>The download of a comparison.</summary>
public static class CompareEndpoints
{
    private const string Path = "/pricing/compare/export";

    public static string Href(CompareView view) => Path + view.ToQuery();

    public static void MapCompareExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, Comparisons comparisons, string? format, string? sort, string? q, CancellationToken cancellation) =>
        format is "csv" or "xlsx"
            ? TableExport.Answer(format, "model-comparison", "Comparison", CompareLine.Columns, await comparisons.OfAsync(CompareView.Parse(http.Request.QueryString.Value), await http.ScopeOfPersonAsync(), cancellation), sort, q, cancellation)
            : Results.Problem("Name a format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);
}
