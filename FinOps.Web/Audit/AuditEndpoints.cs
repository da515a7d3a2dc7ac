using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;

namespace FinOps.Web.Audit;

/// <summary>The download of exactly the entries that the audit page lists, oldest first.</summary>
public static class AuditEndpoints
{
    public const string Path = "/audit/export";

    public static void MapAuditExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ViewAudit)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, AuditQueries queries, PersonActors people, TimeProvider time, CancellationToken cancellation)
    {
        var actor = await people.OfAsync(http);
        actor.Demand(Permission.ViewAudit);
        var entries = queries.ReadAsync(AuditSearch.Parse(http.Request.QueryString.Value).ToFilter(), actor, cancellation);
        var name = string.Create(CultureInfo.InvariantCulture, $"audit-{time.GetUtcNow():yyyy-MM-dd}.csv");
        return Results.Stream(output => AuditReportWriter.WriteCsvAsync(output, entries, cancellation), TableExport.CsvType, name);
    }
}
