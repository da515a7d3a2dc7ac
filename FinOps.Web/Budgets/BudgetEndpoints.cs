using FinOps.Core.Access;
using FinOps.Core.Budgets;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;

namespace FinOps.Web.Budgets;

/// <summary>The download of budgets, as the file that the import takes; with the search of the page.</summary>
internal static class BudgetEndpoints
{
    public static void MapBudgetExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(BudgetText.Export, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, BudgetFiles files, BudgetQueries queries, PersonActors people, TimeProvider time, CancellationToken cancellation)
    {
        var actor = await people.OfAsync(http);
        var search = BudgetSearch.Parse(http.Request.QueryString.Value);
        var only = search.IsNarrow ? search.Find(await queries.ListAsync(actor, cancellation)).Select(r => r.Budget.Id).ToHashSet() : null;
        return Results.Stream(output => files.WriteAsync(output, only, actor, cancellation), TableExport.CsvType, $"budgets-{time.GetUtcNow():yyyy-MM-dd}.csv");
    }
}
