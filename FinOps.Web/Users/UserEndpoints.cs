using FinOps.Core.Access;
using FinOps.Web.Access;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Users;

/// <summary>The download of exactly the users that the page lists.</summary>
internal static class UserEndpoints
{
    public const string ExportPath = "/users/export";

    public static void MapUserExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ExportPath, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, UserTables tables, string? format, string? sort, string? q, CancellationToken cancellation)
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
            return TableExport.Answer(format, $"users-{data.Period.FromUtc:yyyy-MM-dd}-to-{data.Period.ToUtc.AddTicks(-1):yyyy-MM-dd}", "Users", UserTables.Columns, data.Lines, sort, q, cancellation);
        }
        catch (ArgumentException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
