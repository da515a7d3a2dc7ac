using FinOps.Core.Access;
using FinOps.Core.Tenants;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;

namespace FinOps.Web.Tenants.Terms;

/// <summary>Downloads of terms, as files that can be edited and imported again.</summary>
internal static class TermsEndpoints
{
    public static void MapTermsExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(TermsLinks.Export, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, TermsExport export, TenantQueries queries, PersonActors people, string? of, string? tenant, CancellationToken cancellation)
    {
        if (of is not ("tenants" or "revenue"))
        {
            return Results.Problem("Name what to export: of=tenants or of=revenue.", statusCode: StatusCodes.Status400BadRequest);
        }

        var actor = await people.OfAsync(http);
        if (tenant is not null && await queries.FindAsync(tenant, actor, cancellation) is null)
        {
            return Results.Problem("There is no such tenant.", statusCode: StatusCodes.Status404NotFound);
        }

        var only = tenant is not null ? [tenant] : await FoundAsync(http, queries, actor, cancellation);
        return Results.Stream(
            output => of == "tenants" ? export.WriteTenantsAsync(output, only, actor, cancellation) : export.WriteRevenueAsync(output, only, actor, cancellation),
            TableExport.CsvType,
            $"{of}-{queries.Today:yyyy-MM-dd}.csv");
    }

    /// <summary>The tenants that the search of the page finds; null for all.</summary>
    private static async Task<HashSet<string>?> FoundAsync(HttpContext http, TenantQueries queries, Actor actor, CancellationToken cancellation)
    {
        var search = TermsSearch.Parse(http.Request.QueryString.Value);
        return search.IsNarrow
            ? search.Find((await queries.ListAsync(queries.Today, actor, cancellation)).Select(r => new TermsLine(r, 0)), queries.Today).Select(l => l.Row.Key).ToHashSet(StringComparer.Ordinal)
            : null;
    }
}
