using System.Text.Json.Serialization;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Freemium;
using FinOps.Web.Access;
using FinOps.Web.Shell;

namespace FinOps.Web.Freemium;

/// <summary>A free user as policies read it. Money is decimal text.</summary>
internal sealed record FreemiumAnswer(
    [property: JsonPropertyName("tenant")] string Tenant,
    [property: JsonPropertyName("user")] string? User,
    [property: JsonPropertyName("tier")] string Tier,
    [property: JsonPropertyName("first_use")] DateOnly FirstUse,
    [property: JsonPropertyName("passed_on")] DateOnly PassedOn,
    [property: JsonPropertyName("lifetime_value_usd")] string LifetimeValue,
    [property: JsonPropertyName("cost_30_days_usd")] string Cost,
    [property: JsonPropertyName("proposal")] string Proposal,
    [property: JsonPropertyName("cheap_model")] string? CheapModel,
    [property: JsonPropertyName("saving_usd")] string? Saving);

/// <summary>The download of the list, and the policy signal of the API.</summary>
internal static class FreemiumEndpoints
{
    public const string ExportPath = "/freemium/export";

    public static void MapFreemiumExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ExportPath, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    public static void MapFreemium(this IEndpointRouteBuilder api) => api.MapGet("/signals/freemium", ListAsync)
        .Guard(ApiScope.Read, Permission.ViewCosts)
        .WithName("GetFreemiumSignals")
        .WithSummary("Free users whose cost passed the lifetime value of their tier within 30 days of first use")
        .WithDescription("The latest first. user is null where a tenant whose calls name no user counts as one. proposal is route_to_cheap_model where a cheaper model has a price, else limit. format=csv for a spreadsheet.")
        .Produces<IReadOnlyList<FreemiumAnswer>>(StatusCodes.Status200OK, "application/json", "text/csv");

    private static async Task<IResult> ListAsync(HttpContext http, PolicySignals signals, string? format)
    {
        if (format is not (null or "" or "json" or "csv"))
        {
            return Results.Problem("format: allowed are json and csv.", statusCode: StatusCodes.Status400BadRequest);
        }

        var found = await signals.FreemiumAsync(ApiDoor.ActorOf(http).Sees, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return format == "csv"
            ? TableExport.Answer("csv", "freemium", "Freemium trap", FreemiumTables.Columns, found.Users, null, null, http.RequestAborted)
            : Results.Ok(found.Users.Select(u => Answer(u, found.Check)));
    }

    private static FreemiumAnswer Answer(FreemiumSignal s, FreemiumCheck? check) => new(
        s.Tenant, s.User.Length == 0 ? null : s.User, s.Tier, s.FirstDate, s.PassedDate, Money.ToExactText(s.Use.LifetimeValueNanos), Money.ToExactText(s.Use.CostNanos),
        s.SavingNanos is null ? "limit" : "route_to_cheap_model", s.SavingNanos is null ? null : check?.CheapModel, s.SavingNanos is { } saving ? Money.ToExactText(saving) : null);

    private static async Task<IResult> ExportAsync(HttpContext http, PolicySignals signals, string? format, string? sort, string? q, CancellationToken cancellation)
    {
        if (format is not ("csv" or "xlsx"))
        {
            return Results.Problem("Name the format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);
        }

        var found = await signals.FreemiumAsync(await http.ScopeOfPersonAsync(), cancellation);
        return TableExport.Answer(format, "freemium-trap", "Freemium trap", FreemiumTables.Columns, found.Users, sort, q, cancellation);
    }
}
