using FinOps.Core.Access;
using FinOps.Web.Access;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Pricing.Claims;

/// <summary>Downloads of what the claims page shows.</summary>
public static class ClaimEndpoints
{
    private const string Path = "/pricing/claims/export";

    public static string Href(CostView view, bool byDay) => Path + CostView.Join((view with { Group = null }).ToQuery(), byDay ? "&by=day" : "&by=model");

    public static void MapClaimExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, ClaimTables tables, string? by, string? format, string? sort, string? q, CancellationToken cancellation)
    {
        if (format is not ("csv" or "xlsx"))
        {
            return Results.Problem("Name a format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);
        }

        var (view, scope) = (CostView.Parse(http.Request.QueryString.Value), await http.ScopeOfPersonAsync());
        if (view.Ask(default).Filters.RefuseOthers(scope) is { } missing)
        {
            return missing;
        }

        ClaimsData data;
        try
        {
            data = await tables.ReadAsync(view, scope, cancellation);
        }
        catch (ArgumentException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }

        var byDay = by != "model";
        var lines = byDay ? data.Days : data.Models;
        await tables.ExplainAsync(lines, scope, cancellation);
        return TableExport.Answer(format, $"claims-{data.Period.FromUtc:yyyy-MM-dd}-to-{data.Period.ToUtc.AddTicks(-1):yyyy-MM-dd}", "Claims", ClaimLine.Columns(byDay), lines, sort, q, cancellation);
    }
}
