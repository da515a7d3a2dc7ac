using FinOps.Core.Access;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Users;

/// <summary>The download of exactly the users that the page lists.</summary>
internal static class UserEndpoints
{
    public const string ExportPath = "/users/export";

    public static void MapUserExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ExportPath, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static Task<IResult> ExportAsync(HttpContext http, UserTables tables, string? format, string? sort, string? q, CancellationToken cancellation) =>
        ViewExport.AnswerAsync(http, format, async (view, scope, known) =>
        {
            var data = await tables.ReadAsync(view, scope, cancellation);
            return TableExport.Answer(known, $"users-{data.Period.FromUtc:yyyy-MM-dd}-to-{data.Period.ToUtc.AddTicks(-1):yyyy-MM-dd}", "Users", UserTables.Columns, data.Lines, sort, q, cancellation);
        });
}
