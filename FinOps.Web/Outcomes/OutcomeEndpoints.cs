using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Outcomes;
using FinOps.Web.Access;
using FinOps.Web.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.OpenApi;

namespace FinOps.Web.Outcomes;

/// <summary><c>/api/v1/outcomes</c>: results as they happen, and what they cost.</summary>
internal static class OutcomeEndpoints
{
    private static readonly string[] OwnParameters = ["type", "from", "to", "group_by", "format"];
    private static readonly string[] Filters = ["tenant", "feature", "tier", "model", "provider"];

    public static void MapOutcomes(this IEndpointRouteBuilder api)
    {
        api.MapPost("/outcomes", PostAsync)
            .Guard(ApiScope.Ingest)
            .WithName("PostOutcomes")
            .WithSummary("Send outcomes: NDJSON, a JSON array or CSV, plain or gzipped")
            .WithDescription("Each line is one result: timestamp, outcome_type, and what is known of tenant_id, feature_id, task_id, trace_id, session_id, request_id, quantity, success, correct, outcome_id. Sending the same lines again adds nothing.")
            .Produces<UsageReceipt>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        api.MapGet("/outcomes/costs", GetAsync)
            .Guard(ApiScope.Read, Permission.ViewCosts)
            .WithName("GetOutcomeCosts")
            .WithSummary("What one outcome costs, by group")
            .WithDescription("basis says how cost_per_outcome_usd was found: joined from the calls of the outcomes, or as the ratio of the feature's cost to its successes where no call joins; none with a reason where it cannot be told.")
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.Parameters = [.. OwnParameters.Concat(Filters).Select(Describe)];
                return Task.CompletedTask;
            })
            .Produces<string>(StatusCodes.Status200OK, "application/json", "text/csv")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/outcomes/types", TypesAsync).Guard(ApiScope.Read, Permission.ViewCosts).WithName("GetOutcomeTypes").WithSummary("The types of outcomes").Produces<IReadOnlyList<OutcomeTypeAnswer>>();
        api.MapPost("/outcomes/types", SaveTypeAsync).Guard(ApiScope.Admin, ProtectedActions.EditOutcomeType.Needs).WithName("PostOutcomeType").WithSummary("Add a type of outcomes, or change its names")
            .Produces<OutcomeTypeAnswer>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Task<IResult> PostAsync(HttpContext http, UsageImporter importer, UploadSpool uploads, IDbContextFactory<FinOpsDbContext> contexts) =>
        UsageEndpoints.ReceiveAsync(http, ImportKind.Outcomes, importer, uploads, contexts);

    private static async Task<IResult> GetAsync(HttpContext http, OutcomeQueries outcomes, TimeProvider time)
    {
        var parameters = http.Request.Query;
        var request = new OutcomeRequest(time);
        var query = request.Read(
            parameters["type"], parameters["from"], parameters["to"], parameters["group_by"],
            from p in parameters
            where !OwnParameters.Contains(p.Key, StringComparer.OrdinalIgnoreCase)
            select KeyValuePair.Create<string, IReadOnlyList<string>>(p.Key, [.. p.Value.Select(v => v ?? "")]));
        var format = parameters["format"].ToString().ToLowerInvariant();
        var faults = format is "" or "json" or "csv" ? request.Faults : [.. request.Faults, new CostRequestFault("format", $"\"{format}\" is unknown. Allowed: json, csv.")];
        if (query is null || faults.Count > 0)
        {
            return Results.ValidationProblem(
                faults.GroupBy(f => f.Parameter).ToDictionary(g => g.Key, g => g.Select(f => f.Message).ToArray()),
                detail: string.Join(" ", faults.Select(f => $"{f.Parameter}: {f.Message}")), title: "The request has parameters that cannot be understood.");
        }

        var scope = ApiDoor.ActorOf(http).Sees;
        if (query.Filters.RefuseOthers(scope) is { } missing)
        {
            return missing;
        }

        try
        {
            return await outcomes.RunAsync(query, scope, http.RequestAborted) is { } result
                ? Answer(http, result, format == "csv")
                : Results.Problem($"There is no outcome type {query.TypeKey}. GET /api/v1/outcomes/types lists them.", statusCode: StatusCodes.Status400BadRequest);
        }
        catch (ArgumentException fault)
        {
            return Results.Problem(fault.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static IResult Answer(HttpContext http, OutcomeResult result, bool isCsv)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (result.DerivedAtUtc is { } at)
        {
            http.Response.Headers["X-As-Of"] = at.ToString("O");
        }

        return isCsv
            ? Results.Stream(stream => OutcomeReportWriter.WriteCsvAsync(result, stream, http.RequestAborted), "text/csv; charset=utf-8", "outcome-costs.csv")
            : Results.Stream(stream => OutcomeReportWriter.WriteJsonAsync(result, stream, http.RequestAborted), "application/json");
    }

    private static async Task<IResult> TypesAsync(HttpContext http, OutcomeQueries outcomes, TimeProvider time)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var types = await outcomes.TypesAsync(today.AddDays(-29), today.AddDays(1), ApiDoor.ActorOf(http).Sees, http.RequestAborted);
        return Results.Ok(types.Select(t => OutcomeTypeAnswer.Of(t.Type)).ToList());
    }

    private static async Task<IResult> SaveTypeAsync(HttpContext http, OutcomeTypeRequest body, OutcomeTypeEditor editor)
    {
        var draft = new OutcomeTypeDraft(body.Key ?? "", body.Name ?? "", body.Unit ?? "", body.Units ?? "", body.Version);
        return await editor.SaveAsync(draft, ApiDoor.ActorOf(http), http.RequestAborted) switch
        {
            OutcomeTypeResult.Saved => Results.Ok(new OutcomeTypeAnswer(draft.Key, draft.Name.Trim(), draft.Unit.Trim(), draft.Units.Trim(), (draft.Version ?? 0) + 1)),
            OutcomeTypeResult.Invalid invalid => Results.ValidationProblem(invalid.Faults.GroupBy(f => f.Field.ToLowerInvariant()).ToDictionary(g => g.Key, g => g.Select(f => f.Message).ToArray())),
            OutcomeTypeResult.NotFound => Results.Problem($"There is no outcome type {draft.Key}.", statusCode: StatusCodes.Status404NotFound),
            _ => Results.Problem("Somebody else changed this type meanwhile. Read it again.", statusCode: StatusCodes.Status409Conflict),
        };
    }

    private static OpenApiParameter Describe(string name) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Description = name switch
        {
            "type" => "The key of the outcome type. Default: resolved_query.",
            "from" => "First UTC day. Default: 30 days before the end.",
            "to" => "The UTC day behind the last one. Default: tomorrow.",
            "group_by" => "One of day, feature, tenant, tier, model.",
            "format" => "json (default) or csv.",
            _ => "Only these values, comma-separated or repeated; empty means \"not reported\".",
        },
    };
}
