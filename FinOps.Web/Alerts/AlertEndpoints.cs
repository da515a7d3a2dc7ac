using System.Globalization;
using System.Text.Json.Serialization;
using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Data;
using FinOps.Web.Access;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;

namespace FinOps.Web.Alerts;

/// <summary>An alert as the API tells it.</summary>
internal sealed record AlertAnswer(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("severity")] string Severity,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("scope")] string Scope,
    [property: JsonPropertyName("window")] string Window,
    [property: JsonPropertyName("step")] string Step,
    [property: JsonPropertyName("tenant")] string? Tenant,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("raised_at")] DateTime RaisedAt,
    [property: JsonPropertyName("acknowledged_at")] DateTime? AcknowledgedAt,
    [property: JsonPropertyName("acknowledged_by")] string? AcknowledgedBy,
    [property: JsonPropertyName("recovered_at")] DateTime? RecoveredAt);

/// <summary>The download of alerts, and <c>/api/v1/alerts</c>.</summary>
internal static class AlertEndpoints
{
    public const string ExportPath = "/alerts/export";
    private const int MostAtOnce = 500;

    public static void MapAlertExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ExportPath, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    public static void MapAlerts(this IEndpointRouteBuilder api)
    {
        api.MapGet("/alerts", ListAsync)
            .Guard(ApiScope.Read, Permission.ViewCosts)
            .WithName("GetAlerts")
            .WithSummary("Alerts, newest first")
            .WithDescription("state (open, acknowledged, recovered), kind (such as budget_threshold), severity (info, warning, critical) and tenant narrow; limit is 100 unless set, at most 500.")
            .Produces<IReadOnlyList<AlertAnswer>>();
        api.MapPost("/alerts/{id:int}/acknowledge", AcknowledgeAsync)
            .Guard(ApiScope.Admin)
            .WithName("AcknowledgeAlert")
            .WithSummary("Take an alert up: it is neither told again nor handed on")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ExportAsync(HttpContext http, AlertQueries queries, PersonActors people, TimeProvider time, CancellationToken cancellation)
    {
        var actor = await people.OfAsync(http);
        actor.Demand(Permission.ViewCosts);
        var rows = queries.ReadAsync(AlertSearch.Parse(http.Request.QueryString.Value).ToFilter(), actor, cancellation);
        var name = string.Create(CultureInfo.InvariantCulture, $"alerts-{time.GetUtcNow():yyyy-MM-dd}.csv");
        return Results.Stream(output => TableExport.WriteCsvAsync(output, AlertColumns.All, rows, cancellation), TableExport.CsvType, name);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string? state, string? kind, string? severity, string? tenant, int? limit, AlertQueries queries)
    {
        var filter = new AlertFilter
        {
            State = AlertSearch.Word<AlertState>(state), Kind = AlertSearch.Word<AlertKind>(kind?.Replace("_", "", StringComparison.Ordinal)), Severity = AlertSearch.Word<AlertSeverity>(severity), Tenant = tenant,
        };
        var unknown = state is not null && filter.State is null ? "state" : kind is not null && filter.Kind is null ? "kind" : severity is not null && filter.Severity is null ? "severity" : limit is < 1 or > MostAtOnce ? "limit" : null;
        if (unknown is not null)
        {
            return Results.ValidationProblem(new Dictionary<string, string[]> { [unknown] = ["There is no such value."] });
        }

        var (rows, _) = await queries.PageAsync(filter, ApiDoor.ActorOf(http), 0, limit ?? 100, http.RequestAborted);
        return Results.Ok(rows.Select(Answer));
    }

    private static async Task<IResult> AcknowledgeAsync(HttpContext http, int id, AlertEditor editor) =>
        await editor.AcknowledgeAsync(id, ApiDoor.ActorOf(http), http.RequestAborted) is AlertChange.Saved
            ? Results.NoContent()
            : Results.Problem("There is no such alert.", statusCode: StatusCodes.Status404NotFound);

    private static AlertAnswer Answer(AlertRow row)
    {
        var a = row.Alert;
        return new AlertAnswer(
            a.Id, AlertText.Word(a.Kind), AlertText.Word(a.Severity), row.State.ToString().ToLowerInvariant(), a.Scope, a.Window, a.Step, a.Tenant, a.Title, a.Text, a.Path, Instants.ToUtc(a.RaisedAtMicros), At(a.AcknowledgedAtMicros), a.AcknowledgedBy, At(a.RecoveredAtMicros));
    }

    private static DateTime? At(long? micros) => micros is { } known ? Instants.ToUtc(known) : null;
}
