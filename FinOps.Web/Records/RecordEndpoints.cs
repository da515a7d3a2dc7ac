using FinOps.Core.Access;
using FinOps.Core.Records;
using FinOps.Web.Access;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Records;

/// <summary>The download of exactly the calls that the records page lists.</summary>
public static class RecordEndpoints
{
    private const string Path = "/records/export";

    public static string ExportHref(CostView view, RecordSearch search) => Path + RecordLinks.List(view, search with { Before = null })["/records".Length..];

    public static void MapRecordExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, RecordQueries records, TimeProvider time, CancellationToken cancellation)
    {
        var filter = RecordSearch.Parse(http.Request.QueryString.Value).Of(CostView.Parse(http.Request.QueryString.Value), time.GetUtcNow().UtcDateTime);
        if (filter.Fault is { } fault)
        {
            return Results.Problem(fault, statusCode: StatusCodes.Status400BadRequest);
        }

        var scope = await http.ScopeOfPersonAsync();
        if (filter.Filters.RefuseOthers(scope) is { } missing)
        {
            return missing;
        }

        return Results.Stream(
            output => TableExport.WriteCsvAsync(output, RecordText.Columns, records.AllAsync(filter, scope, cancellation), cancellation),
            TableExport.CsvType,
            $"records-{filter.From:yyyy-MM-dd}-to-{filter.To.AddDays(-1):yyyy-MM-dd}.csv");
    }
}
