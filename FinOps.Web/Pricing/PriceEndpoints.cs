using FinOps.Core.Access;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Questions;
using FinOps.Web.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace FinOps.Web.Pricing;

/// <summary><c>POST /api/v1/price</c>: what a call costs, and why; nothing is stored.</summary>
internal static class PriceEndpoints
{
    private const string NdjsonType = "application/x-ndjson";
    private const int MaxBodyBytes = 256 * 1024 * 1024;
    private const int MemoryBytes = 1024 * 1024;

    public static void MapPrice(this IEndpointRouteBuilder api) => api.MapPost("/price", PostAsync)
        .Guard(ApiScope.Read, Permission.ViewCosts)
        .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
        .WithName("PostPrice")
        .WithSummary("Ask what calls cost, without storing anything")
        .WithDescription("""
            One question as a JSON object, or many as a JSON array or NDJSON. A question names provider, model and usage: the provider's own usage object, or the counts of the usage format, inside usage or beside it. The time (at), api_flavor, host_scope and service_tier are optional.
            An answer lists the exclusive buckets with tokens, rate and cost, the total as an exact decimal string, the price that was in force, and the rules that were used; or {"unpriced", "message", "cure"}. Many questions (256 MB at most) get as many answers in the same order, one line each; a bad one gets {"error"}.
            """)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new() { Schema = Question() },
                    [NdjsonType] = new() { Schema = Question() },
                },
            };
            return Task.CompletedTask;
        })
        .Produces<string>(StatusCodes.Status200OK, "application/json", NdjsonType)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static OpenApiSchema Question() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "provider", "model" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["provider"] = Field(JsonSchemaType.String, "As in usage records, e.g. openai."),
            ["model"] = Field(JsonSchemaType.String, "As in usage records."),
            ["api_flavor"] = Field(JsonSchemaType.String, "Where the usage object comes from, e.g. chat, responses, anthropic. Default: told by its shape."),
            ["host_scope"] = Field(JsonSchemaType.String, "The place or SKU within the provider, e.g. us-east-1."),
            ["at"] = Field(JsonSchemaType.String, "When the call is made: ISO 8601, a UTC day, or Unix time. Default: now."),
            ["service_tier"] = Field(JsonSchemaType.String, "batch, flex, priority, fast; anything else is standard."),
            ["usage"] = Field(JsonSchemaType.Object, "The provider's own usage object, or the counts of the usage format, which may also stand beside it."),
        },
    };

    private static OpenApiSchema Field(JsonSchemaType type, string description) => new() { Type = type, Description = description };

    private static async Task<IResult> PostAsync(HttpContext http, PriceDesk desk, PriceBook book)
    {
        var prices = await book.CurrentAsync(http.RequestAborted);

        // Taken in whole before the first answer: many clients read nothing until they have sent everything.
        http.Request.EnableBuffering(MemoryBytes, MaxBodyBytes);
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        http.Request.Body.Position = 0;
        var questions = await PriceQuestions.OpenAsync(http.Request.Body, http.RequestAborted);
        if (questions is null)
        {
            return Results.Problem("Send a question: {\"provider\", \"model\", \"usage\"}.", statusCode: StatusCodes.Status400BadRequest, title: "The body is empty.");
        }

        http.Response.RegisterForDispose(questions);
        http.Response.Headers.CacheControl = "no-store";
        if (questions.Form == PriceQuestionForm.One)
        {
            return AnswerOne(desk, questions, prices);
        }

        var asArray = questions.Form == PriceQuestionForm.Array;
        return Results.Stream(output => desk.AnswerAllAsync(questions, prices, output, asArray, http.RequestAborted), asArray ? "application/json" : NdjsonType);
    }

    private static IResult AnswerOne(PriceDesk desk, PriceQuestions questions, PriceSnapshot prices)
    {
        var (json, fault) = desk.AnswerOne(questions, prices);
        return fault is null
            ? Results.Bytes(json, "application/json")
            : Results.Problem(fault.Message, statusCode: StatusCodes.Status400BadRequest, title: "The question cannot be answered.", extensions: new Dictionary<string, object?>
            {
                ["field"] = fault.Field,
                ["reason"] = fault.Reason,
            });
    }
}
