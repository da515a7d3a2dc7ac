using FinOps.Core.Access;
using FinOps.Core.Incidents;
using FinOps.Web.Access;
using FinOps.Web.Shell;

namespace FinOps.Web.Incidents;

/// <summary>The download of incidents, and <c>/api/v1/incidents</c>.</summary>
internal static class IncidentEndpoints
{
    public const string ExportPath = "/incidents/export";

    public static void MapIncidentExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ExportPath, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    public static void MapIncidents(this IEndpointRouteBuilder api)
    {
        api.MapGet("/incidents", ListAsync).Guard(ApiScope.Read, Permission.ViewCosts).WithName("GetIncidents").WithSummary("Incidents, what burns most first")
            .WithDescription("show is open (default), new, acknowledged or resolved; kind is tenant, feature, tenantfeature or model; tenant narrows to one.").Produces<IEnumerable<IncidentAnswer>>();
        api.MapPost("/incidents/{id:int}/ack", AcknowledgeAsync).Guard(ApiScope.Admin).WithName("AcknowledgeIncident").WithSummary("Say that somebody looks into it")
            .Produces<IncidentAnswer>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/incidents/{id:int}/resolve", ResolveAsync).Guard(ApiScope.Admin).WithName("ResolveIncident").WithSummary("Say that it is over")
            .WithDescription("note=… stands in the timeline.").Produces<IncidentAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ExportAsync(HttpContext http, IncidentQueries incidents, string? format, string? sort, string? q, CancellationToken cancellation) => format is "csv" or "xlsx"
        ? TableExport.Answer(
            format, "incidents", "Incidents", IncidentWords.Columns, await incidents.ListAsync(IncidentView.Parse(http.Request.QueryString.Value).ToFilter(), await http.ScopeOfPersonAsync(), cancellation), sort, q, cancellation)
        : Results.Problem("Name the format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);

    private static async Task<IResult> ListAsync(HttpContext http, IncidentQueries incidents)
    {
        var (scope, view) = (ApiDoor.ActorOf(http).Sees, IncidentView.Parse(http.Request.QueryString.Value));
        return view.Tenant is { } tenant && !scope.Allows(tenant)
            ? Results.Problem("There is no such tenant.", statusCode: StatusCodes.Status404NotFound)
            : Results.Ok((await incidents.ListAsync(view.ToFilter(), scope, http.RequestAborted)).Select(IncidentAnswer.Of));
    }

    private static async Task<IResult> AcknowledgeAsync(HttpContext http, int id, IncidentEditor editor, IncidentQueries incidents) =>
        await AnswerAsync(http, id, await editor.AcknowledgeAsync(id, null, ApiDoor.ActorOf(http), http.RequestAborted), incidents);

    private static async Task<IResult> ResolveAsync(HttpContext http, int id, string? note, IncidentEditor editor, IncidentQueries incidents) =>
        await AnswerAsync(http, id, await editor.ResolveAsync(id, null, note ?? "", ApiDoor.ActorOf(http), http.RequestAborted), incidents);

    private static async Task<IResult> AnswerAsync(HttpContext http, int id, IncidentChange change, IncidentQueries incidents) => change switch
    {
        IncidentChange.Saved when await incidents.FindAsync(id, ApiDoor.ActorOf(http).Sees, http.RequestAborted) is { } detail => Results.Ok(IncidentAnswer.Of(detail.Row)),
        IncidentChange.Invalid invalid => Results.Problem(invalid.Fault.Message, statusCode: StatusCodes.Status400BadRequest),
        IncidentChange.Conflict => Results.Problem("Somebody else changed it meanwhile. Read it again.", statusCode: StatusCodes.Status409Conflict),
        _ => Results.Problem("There is no such incident.", statusCode: StatusCodes.Status404NotFound),
    };
}
