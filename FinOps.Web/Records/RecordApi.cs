using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Records;
using FinOps.Web.Access;

namespace FinOps.Web.Records;

/// <summary><c>GET /api/v1/records/{id}</c>: one call, and why it costs what it costs.</summary>
internal static class RecordApi
{
    public static void MapRecords(this IEndpointRouteBuilder api) => api.MapGet("/records/{id:long}", GetAsync)
        .Guard(ApiScope.Read, Permission.ViewCosts)
        .WithName("GetRecord")
        .WithSummary("One call, and why it costs what it costs")
        .WithDescription("""
            All that is known of a call, with the names of the usage format. why explains its cost by the price that is stamped on it, as POST /price does (or says why there is no cost);
            is_explained is false when the stored cost was computed by an older version of the rules; today is what it would cost by today's price book, where that differs.
            """)
        .Produces<string>(StatusCodes.Status200OK, "application/json")
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> GetAsync(HttpContext http, long id, RecordDetailQueries records)
    {
        if (await records.FindAsync(id, ApiDoor.ActorOf(http).Sees, http.RequestAborted) is not { } detail)
        {
            return Results.Problem($"There is no record {id}.", statusCode: StatusCodes.Status404NotFound);
        }

        http.Response.Headers.CacheControl = "no-store";
        return Results.Stream(
            async stream =>
            {
                await using var json = new Utf8JsonWriter(stream);
                RecordReport.WriteJson(detail, json);
                await json.FlushAsync(http.RequestAborted);
            },
            "application/json");
    }
}
