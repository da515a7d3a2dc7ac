using System.Globalization;
using System.Text.Json.Serialization;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Margins;
using FinOps.Web.Access;
using FinOps.Web.Costs;

namespace FinOps.Web.Margins;

/// <summary>A figure behind a proposal as the API tells it.</summary>
internal sealed record FigureAnswer([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("value")] string Value, [property: JsonPropertyName("unit")] string Unit);

/// <summary>A proposal as the API tells it. Money is decimal text.</summary>
internal sealed record ProposalAnswer(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("feature")] string? Feature,
    [property: JsonPropertyName("model")] string? Model,
    [property: JsonPropertyName("target")] string? Target,
    [property: JsonPropertyName("customer_impact")] string CustomerImpact,
    [property: JsonPropertyName("effect_usd")] string EffectUsd,
    [property: JsonPropertyName("combined_effect_usd")] string CombinedEffectUsd,
    [property: JsonPropertyName("figures")] IReadOnlyList<FigureAnswer> Figures);

/// <summary>What could be done for a tenant as the API tells it.</summary>
internal sealed record InterventionsAnswer(
    [property: JsonPropertyName("tenant")] string Tenant,
    [property: JsonPropertyName("days")] int Days,
    [property: JsonPropertyName("margin_usd")] string? MarginUsd,
    [property: JsonPropertyName("margin_after_usd")] string? MarginAfterUsd,
    [property: JsonPropertyName("proposals")] IReadOnlyList<ProposalAnswer> Proposals);

/// <summary><c>/api/v1/margins</c>: who earns, who costs, and what could be done.</summary>
internal static class MarginEndpoints
{
    private const int Months = 12;

    public static void MapMargins(this IEndpointRouteBuilder api)
    {
        api.MapGet("/margins", ListAsync)
            .Guard(ApiScope.Read, Permission.ViewCosts)
            .WithName("GetMargins")
            .WithSummary("Revenue, cost and margin by tenant, exact to the nano-USD")
            .WithDescription("Least margin first. from and to are UTC days, to excluded; without them the running month up to now. What cannot be told is null, with the reason in gap. standing narrows to unprofitable, under_the_line, healthy, free or no_contract; format is json (default) or csv.")
            .Produces<string>(StatusCodes.Status200OK, "application/json", "text/csv")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapGet("/margins/{tenant}", OneAsync)
            .Guard(ApiScope.Read, Permission.ViewCosts)
            .WithName("GetMarginOfTenant")
            .WithSummary("One tenant: cost by feature, the last 12 months, and the running month as it is expected to end")
            .Produces<string>(StatusCodes.Status200OK, "application/json")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/margins/{tenant}/interventions", InterventionsAsync)
            .Guard(ApiScope.Read, Permission.ViewCosts)
            .WithName("GetInterventions")
            .WithSummary("What could be done about a tenant's margin, least noticed by the customer first")
            .WithDescription("effect_usd is what a proposal brings alone over the last 30 days, combined_effect_usd what it adds to those before it.")
            .Produces<InterventionsAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(HttpContext http, MarginQueries margins, TimeProvider time, string? from, string? to, string? standing, string? format)
    {
        var (first, last) = MarginReport.Period(from, to, Today(time), out var fault);
        MarginStanding[] all = Enum.GetValues<MarginStanding>();
        fault ??= format is null or "" or "json" or "csv" ? null : $"format: \"{format}\" is unknown; allowed are json and csv.";
        fault ??= string.IsNullOrEmpty(standing) || all.Any(s => MarginReport.Of(s) == standing) ? null : $"standing: \"{standing}\" is unknown; allowed are {string.Join(", ", all.Select(MarginReport.Of))}.";
        if (fault is not null)
        {
            return Results.Problem(fault, statusCode: StatusCodes.Status400BadRequest);
        }

        var table = await margins.OfPeriodAsync(first, last, ApiDoor.ActorOf(http), http.RequestAborted);
        var shown = string.IsNullOrEmpty(standing) ? table : table with { Tenants = [.. table.Tenants.Where(t => MarginReport.Of(t.Standing) == standing)], UnattributedNanos = 0 };
        NoStore(http, table.AsOfUtc);
        return format == "csv"
            ? Results.Stream(stream => MarginReport.WriteCsvAsync(shown, stream, http.RequestAborted), "text/csv; charset=utf-8", "margins.csv")
            : Results.Stream(stream => MarginReport.WriteJsonAsync(shown, stream, http.RequestAborted), "application/json");
    }

    private static async Task<IResult> OneAsync(HttpContext http, MarginQueries margins, TimeProvider time, string tenant, string? from, string? to)
    {
        var (first, last) = MarginReport.Period(from, to, Today(time), out var fault);
        if (fault is not null)
        {
            return Results.Problem(fault, statusCode: StatusCodes.Status400BadRequest);
        }

        var (key, actor) = (CostLinks.Decode(tenant), ApiDoor.ActorOf(http));
        if (await margins.OfTenantAsync(key, first, last, actor, http.RequestAborted) is not { } statement || await margins.MonthsAsync(key, Months, actor, http.RequestAborted) is not { } months)
        {
            return Missing();
        }

        NoStore(http, statement.AsOfUtc);
        return Results.Stream(stream => StatementReport.WriteAsync(statement, months, stream, http.RequestAborted), "application/json");
    }

    private static async Task<IResult> InterventionsAsync(HttpContext http, InterventionQueries interventions, string tenant)
    {
        if (await interventions.OfTenantAsync(CostLinks.Decode(tenant), ApiDoor.ActorOf(http), http.RequestAborted) is not { } plan)
        {
            return Missing();
        }

        NoStore(http, null);
        return Results.Ok(new InterventionsAnswer(plan.Margin.Row.Key, plan.Days, Text(plan.Margin.MarginNanos), Text(plan.MarginAfterNanos), [.. plan.Proposals.Select(Answer)]));
    }

    private static ProposalAnswer Answer(Proposal proposal) => new(
        Snake(proposal.Kind.ToString()), ProposalText.Title(proposal), Known(proposal.Feature), Known(proposal.Model), Known(proposal.Target), Snake(proposal.Impact.ToString()),
        Money.ToExactText(proposal.EffectNanos), Money.ToExactText(proposal.CombinedNanos),
        [.. proposal.Figures.Select(f => new FigureAnswer(f.Name, f.Value.ToString("0.############", CultureInfo.InvariantCulture), Snake(f.Unit.ToString())))]);

    private static string? Known(string text) => text.Length == 0 ? null : text;

    private static string? Text(long? nanos) => nanos is { } known ? Money.ToExactText(known) : null;

    /// <summary>The name of a case as the API writes it, e.g. <c>retry_fix</c>.</summary>
    private static string Snake(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static IResult Missing() => Results.Problem("There is no such tenant.", statusCode: StatusCodes.Status404NotFound);

    private static DateOnly Today(TimeProvider time) => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    private static void NoStore(HttpContext http, DateTime? asOfUtc)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (asOfUtc is { } at)
        {
            http.Response.Headers["X-As-Of"] = at.ToString("O");
        }
    }
}
