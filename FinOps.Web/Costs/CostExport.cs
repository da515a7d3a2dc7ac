using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Web.Access;
using FinOps.Web.Shell;

namespace FinOps.Web.Costs;

/// <summary>Downloads of exactly what a breakdown shows: the same question, columns, order and search.</summary>
public static class CostExport
{
    private const string Path = "/costs/export";

    public static string Href(CostDimension by, CostView view, bool withLatency = false, bool asLayers = false)
    {
        var query = (view with { Group = null }).ToQuery();
        return $"{Path}{query}{(query.Length == 0 ? '?' : '&')}by={CostView.KeyOf(by)}{(withLatency ? "&latency=on" : "")}{(asLayers ? "&shape=layers" : "")}";
    }

    public static void MapCostExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, CostTables tables, Outcomes.UnitFigures units, string? by, string? format, string? sort, string? q, string? latency, string? shape, CancellationToken cancellation)
    {
        if (CostView.ParseGroup(by) is not { } dimension || format is not ("csv" or "xlsx"))
        {
            return Results.Problem("Name what to export: by (such as tenant) and format (csv or xlsx).", statusCode: StatusCodes.Status400BadRequest);
        }

        var view = CostView.Parse(http.Request.QueryString.Value);
        var scope = await http.ScopeOfPersonAsync();
        if (view.Ask(default).Filters.RefuseOthers(scope) is { } missing)
        {
            return missing;
        }

        CostTable table;
        try
        {
            table = await tables.BreakDownAsync(dimension, view, scope, cancellation, withLatency: latency == "on");
            table = dimension == CostDimension.Feature ? await units.FillAsync(table, cancellation) : table;
        }
        catch (ArgumentException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }

        var columns = shape == "layers" && dimension != CostDimension.Layer ? CostColumns.LayerShares(dimension) : CostColumns.For(dimension, view.Compare, latency == "on");
        var name = $"costs-by-{CostView.KeyOf(dimension)}-{table.Period.FromUtc:yyyy-MM-dd}-to-{table.Period.ToUtc.AddTicks(-1):yyyy-MM-dd}";
        return TableExport.Answer(format, name, "Costs", columns, table.Groups, sort, q, cancellation);
    }
}
