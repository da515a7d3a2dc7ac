using FinOps.Core.Access;
using FinOps.Web.Access;
using FinOps.Web.Costs;
using FinOps.Web.Margins;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;

namespace FinOps.Web.Tenants;

/// <summary>Downloads of exactly what the list of tenants shows.</summary>
public static class TenantsExport
{
    private const string Path = "/margins/export";

    public static string Href(CostView view, TenantsView shown)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(shown);
        return Path + CostView.Join((view with { Group = null }).ToQuery(), shown.ShowText);
    }

    public static void MapTenantsExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, TenantsTable tenants, PersonActors people, string? format, string? of, string? sort, string? q, CancellationToken cancellation)
    {
        if (format is not ("csv" or "xlsx"))
        {
            return Results.Problem("Name the format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);
        }

        var view = CostView.Parse(http.Request.QueryString.Value);
        var actor = await people.OfAsync(http);
        if (view.Ask(default).Filters.RefuseOthers(actor.Sees) is { } missing)
        {
            return missing;
        }

        if (of == "tiers")
        {
            return await TiersExport.AnswerAsync(http, view, actor, format, sort, q, cancellation);
        }

        TenantsData data;
        try
        {
            data = await tenants.ReadAsync(view, actor, cancellation);
        }
        catch (ArgumentException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }

        var shown = TenantsView.Parse(http.Request.QueryString.Value);
        var name = $"tenants-{data.Table.Period.FromUtc:yyyy-MM-dd}-to-{data.Table.Period.ToUtc.AddTicks(-1):yyyy-MM-dd}";
        return TableExport.Answer(format, name, "Tenants", TenantColumns.For(data.Margins is not null, view.Compare), data.Only(shown), sort ?? shown.DefaultSort, q, cancellation);
    }
}
