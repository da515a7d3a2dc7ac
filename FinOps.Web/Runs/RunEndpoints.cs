using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Runs;
using FinOps.Web.Access;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Runs;

/// <summary>The download of the runs that the page lists, and <c>GET /api/v1/runs</c>.</summary>
internal static class RunEndpoints
{
    public const string ExportPath = "/runs/export";
    private const int MostOfApi = 1_000;

    public static void MapRunExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ExportPath, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    public static void MapRuns(this IEndpointRouteBuilder api) => api.MapGet("/runs", ListAsync)
        .Guard(ApiScope.Read, Permission.ViewCosts)
        .WithName("GetRuns")
        .WithSummary("The dearest agent runs of a period")
        .WithDescription("Runs that began from the UTC day from (included) to the day to (excluded), by falling cost; the last 30 days where they are left out. tenant, feature, model and user narrow; limit is at most 1,000 (100 where it is left out). Money is decimal text.")
        .Produces<IReadOnlyList<RunAnswer>>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> ListAsync(HttpContext http, RunQueries runs, TimeProvider time, DateOnly? from, DateOnly? to, int? limit)
    {
        var until = to ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(1);
        var since = from ?? until.AddDays(-30);
        if (since >= until || until.DayNumber - since.DayNumber > 366 || limit is < 1 or > MostOfApi)
        {
            return Results.Problem($"from must be a day before to, at most 366 days before it, and limit between 1 and {MostOfApi}.", statusCode: StatusCodes.Status400BadRequest);
        }

        var scope = ApiDoor.ActorOf(http).Sees;
        CostDimension[] known = [CostDimension.Tenant, CostDimension.Feature, CostDimension.Model, CostDimension.User];
        List<CostFilter> filters = [.. from d in known
                                       let values = http.Request.Query[CostRequest.NameOf(d)]
                                       where values.Count > 0
                                       select new CostFilter(d, [.. values.SelectMany(v => (v ?? "").Split(','))])];
        if (filters.RefuseOthers(scope) is { } missing)
        {
            return missing;
        }

        var found = await runs.TopAsync(since, until, filters, limit ?? 100, scope, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Ok(found.Rows.Select(RunAnswer.Of));
    }

    private static Task<IResult> ExportAsync(HttpContext http, RunTables tables, string? format, string? sort, string? q, CancellationToken cancellation) =>
        ViewExport.AnswerAsync(http, format, async (view, scope, known) =>
        {
            var data = await tables.ReadAsync(view, scope, cancellation);
            return TableExport.Answer(
                known, $"runs-{data.Period.FromUtc:yyyy-MM-dd}-to-{data.Period.ToUtc.AddTicks(-1):yyyy-MM-dd}", "Runs", RunTables.Columns(data.Names), data.Ranking.Rows, sort, q, cancellation);
        });
}
