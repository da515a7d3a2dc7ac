using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Enforcement;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;

namespace FinOps.Web.Enforcement;

/// <summary>The download of exactly the refusals that the page lists, oldest first.</summary>
public static class DecisionEndpoints
{
    public const string Path = "/audit/decisions/export";

    public static void MapDecisionExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ViewAudit)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, DecisionQueries queries, PersonActors people, TimeProvider time, CancellationToken cancellation)
    {
        var actor = await people.OfAsync(http);
        actor.Demand(Permission.ViewAudit);
        var rows = queries.ReadAsync(DecisionSearch.Parse(http.Request.QueryString.Value).ToFilter(), actor, cancellation);
        var name = string.Create(CultureInfo.InvariantCulture, $"decisions-{time.GetUtcNow():yyyy-MM-dd}.csv");
        return Results.Stream(output => TableExport.WriteCsvAsync(output, DecisionText.Columns, rows, cancellation), TableExport.CsvType, name);
    }
}
