using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Pricing.Rerating;
using FinOps.Web.Access;
using FinOps.Web.Shell;

namespace FinOps.Web.Pricing.Rerating;

/// <summary>Downloads of what the re-rating page shows.</summary>
internal static class RerateEndpoints
{
    private const string Path = "/pricing/rerating/export";

    public static string Href(RerateRun run) => string.Create(CultureInfo.InvariantCulture, $"{Path}?run={run.Id}");

    public static string Href(RerateScope scope) => Path + ScopeForm.Href(scope)[ScopeForm.Href(scope).IndexOf('?', StringComparison.Ordinal)..];

    public static void MapRerateExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts), AllTenants.Policy).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(
        HttpContext http, RerateQueries queries, RerateEditor editor, int? run, string? provider, string? model, string? from, string? to, string? by, string? format, string? sort, string? q,
        CancellationToken cancellation)
    {
        if (format is not ("csv" or "xlsx"))
        {
            return Results.Problem("Name the format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);
        }

        var tenants = await http.ScopeOfPersonAsync();
        if (run is { } id)
        {
            return await queries.FindAsync(id, tenants, cancellation) is null
                ? Results.NotFound()
                : TableExport.Answer(format, $"corrections-of-run-{id.ToString(CultureInfo.InvariantCulture)}", "Re-rating", RerateColumns.Corrections, await queries.CorrectionsAsync(id, tenants, cancellation), sort, q, cancellation);
        }

        var scope = new RerateScope(provider ?? "", model ?? "", ScopeForm.TimeOf(from), ScopeForm.TimeOf(to));
        if (await editor.CheckAsync(scope, cancellation) is { } fault)
        {
            return Results.Problem(fault.Message, statusCode: StatusCodes.Status400BadRequest);
        }

        var groups = RerateColumns.Groups(await queries.PreviewAsync(scope, tenants, null, cancellation));
        var (name, parts) = groups.FirstOrDefault(g => string.Equals(g.Name, by, StringComparison.OrdinalIgnoreCase), groups[0]);
        return TableExport.Answer(format, $"re-rating-by-{name.ToLowerInvariant()}", "Re-rating", RerateColumns.Parts(name), parts, sort, q, cancellation);
    }
}
