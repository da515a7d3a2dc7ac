using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Web.Access;
using Microsoft.OpenApi;

namespace FinOps.Web.Costs;

/// <summary><c>GET /api/v1/costs</c>: the figures of the pages, for machines.</summary>
internal static class CostEndpoints
{
    private static readonly string[] OwnParameters = ["from", "to", "group_by", "format"];

    public static void MapCosts(this IEndpointRouteBuilder api) => api.MapGet("/costs", GetAsync)
        .Guard(ApiScope.Read, Permission.ViewCosts)
        .WithName("GetCosts")
        .WithSummary("Costs by group, exact to the nano-USD")
        .WithDescription("""
            An array of objects, one a group: its keys, then requests, tokens, effective_cost_usd and, of that, correction_usd, which came after its month was closed (decimal strings). Grouped by layer: tokens and cost of each layer.
            claimed_cost_usd is what senders say that calls cost, claimed_requests_cost_usd what we computed for just those calls.
            """)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters = [.. OwnParameters.Concat(CostRequest.FilterNames).Select(Describe)];
            return Task.CompletedTask;
        })
        .Produces<string>(StatusCodes.Status200OK, "application/json", "text/csv")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static OpenApiParameter Describe(string name) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Description = name switch
        {
            "from" => "Start, included: a UTC day or an ISO 8601 instant. Default: 30 days before the end.",
            "to" => "End, excluded. Default: the end of today.",
            "group_by" => $"Comma-separated: {string.Join(", ", CostRequest.Dimensions.Keys)}.",
            "format" => "json (default) or csv.",
            _ => "Only these values, comma-separated or repeated; empty means \"not reported\".",
        },
    };

    private static async Task<IResult> GetAsync(HttpContext http, CostQueries costs, TimeProvider time)
    {
        var parameters = http.Request.Query;
        var request = new CostRequest(time);
        var query = request.Read(
            parameters["from"], parameters["to"], parameters["group_by"],
            from p in parameters
            where !OwnParameters.Contains(p.Key, StringComparer.OrdinalIgnoreCase)
            select KeyValuePair.Create<string, IReadOnlyList<string>>(p.Key, [.. p.Value.Select(v => v ?? "")]));
        var faults = request.Faults.ToList();
        var isCsv = WantsCsv(http.Request, faults);
        if (query is null || faults.Count > 0)
        {
            return Invalid(faults);
        }

        var scope = ApiDoor.ActorOf(http).Sees;
        if (query.Filters.RefuseOthers(scope) is { } missing)
        {
            return missing;
        }

        try
        {
            var result = await costs.RunAsync(query, scope, http.RequestAborted);
            return Answer(http, result, isCsv);
        }
        catch (ArgumentException fault)
        {
            return Results.Problem(fault.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static IResult Answer(HttpContext http, CostResult result, bool isCsv)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (result.AsOfUtc is { } asOf)
        {
            http.Response.Headers["X-As-Of"] = asOf.ToString("O");
        }

        return isCsv
            ? Results.Stream(stream => CostReport.WriteCsvAsync(result, stream, http.RequestAborted), "text/csv; charset=utf-8", "costs.csv")
            : Results.Stream(stream => CostReport.WriteJsonAsync(result, stream, http.RequestAborted), "application/json");
    }

    private static bool WantsCsv(HttpRequest request, List<CostRequestFault> faults)
    {
        string? format = request.Query["format"];
        switch (format?.ToLowerInvariant())
        {
            case null or "":
                return request.GetTypedHeaders().Accept is [{ MediaType.Value: "text/csv" }, ..];
            case "csv":
                return true;
            case "json":
                return false;
            default:
                faults.Add(new("format", $"\"{format}\" is unknown. Allowed: json, csv."));
                return false;
        }
    }

    private static IResult Invalid(IEnumerable<CostRequestFault> faults) => Results.ValidationProblem(
        faults.GroupBy(f => f.Parameter).ToDictionary(g => g.Key, g => g.Select(f => f.Message).ToArray()),
        detail: string.Join(" ", faults.Select(f => $"{f.Parameter}: {f.Message}")),
        title: "The request has parameters that cannot be understood.");
}
