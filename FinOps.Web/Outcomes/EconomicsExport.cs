using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Web.Access;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Outcomes;

/// <summary>Downloads of exactly what the tables of unit economics show.</summary>
public static class EconomicsExport
{
    private const string Path = "/economics/export";

    /// <param name="of"><c>outcomes</c> or <c>sessions</c>.</param>
    public static string Href(string of, string type, CostDimension by, CostView view)
    {
        var query = (view with { Group = null }).ToQuery();
        return $"{Path}{query}{(query.Length == 0 ? '?' : '&')}of={of}&type={Uri.EscapeDataString(type)}&by={CostView.KeyOf(by)}";
    }

    public static void MapEconomicsExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, EconomicsTables tables, string? of, string? type, string? by, string? format, string? sort, string? q, CancellationToken cancellation)
    {
        if (CostView.ParseGroup(by) is not { } dimension || EconomicsTables.Splits.All(s => s.Dimension != dimension) || format is not ("csv" or "xlsx") || of is not ("outcomes" or "sessions"))
        {
            return Results.Problem("Name what to export: of (outcomes or sessions), by (feature, tenant, tier or model) and format (csv or xlsx).", statusCode: StatusCodes.Status400BadRequest);
        }

        var view = CostView.Parse(http.Request.QueryString.Value);
        var scope = await http.ScopeOfPersonAsync();
        if (view.Ask(default).Filters.RefuseOthers(scope) is { } missing)
        {
            return missing;
        }

        try
        {
            var data = await tables.ReadAsync(type, dimension, view, scope, cancellation);
            var name = $"{(of == "sessions" ? "sessions" : data.Type.Key)}-{data.Result.Query.From:yyyy-MM-dd}-to-{data.Result.Query.To.AddDays(-1):yyyy-MM-dd}";
            return of == "sessions"
                ? TableExport.Answer(format, name, "Sessions", EconomicsData.SessionColumns(tables.LineNanos), data.Sessions.Rows, sort, q, cancellation)
                : TableExport.Answer(format, name, "Outcomes", EconomicsData.Columns(dimension, data.Type), await tables.RowsAsync(data, scope, cancellation), sort, q, cancellation);
        }
        catch (ArgumentException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
