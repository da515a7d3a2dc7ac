using FinOps.Core.Access;
using FinOps.Web.Access;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Efficiency;

/// <summary>The download of the league.</summary>
internal static class EfficiencyEndpoints
{
    public const string ExportPath = "/efficiency/export";

    public static void MapEfficiencyExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ExportPath, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, EfficiencyTables tables, string? format, string? sort, string? q, CancellationToken cancellation)
    {
        if (format is not ("csv" or "xlsx"))
        {
            return Results.Problem("Name the format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);
        }

        var view = CostView.Parse(http.Request.QueryString.Value);
        var scope = await http.ScopeOfPersonAsync();
        if (view.Ask(default).Filters.RefuseOthers(scope) is { } missing)
        {
            return missing;
        }

        try
        {
            var data = await tables.ReadAsync(view, scope, cancellation);
            var name = $"efficiency-by-{CostView.KeyOf(data.League.By)}-{data.Period.FromUtc:yyyy-MM-dd}-to-{data.Period.ToUtc.AddTicks(-1):yyyy-MM-dd}";
            return TableExport.Answer(format, name, "Efficiency", EfficiencyTables.Columns(data.League.By, view.Compare), data.League.Lines, sort, q, cancellation);
        }
        catch (ArgumentException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
