using FinOps.Core.Access;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;

namespace FinOps.Web.Access;

/// <summary>Downloads of who may do what.</summary>
internal static class AccessEndpoints
{
    public const string PeopleHref = "/access/export?of=people&format=csv";
    public const string MatrixHref = "/access/export?of=roles&format=csv";

    private const string Path = "/access/export";

    private static readonly IReadOnlyList<TableColumn<PersonLine>> PersonColumns =
    [
        new("name", "Name", ColumnKind.Text, p => p.Person.Name),
        new("email", "Address", ColumnKind.Text, p => p.Person.Email),
        new("issuer", "Issuer", ColumnKind.Text, p => p.Person.Issuer),
        new("subject", "Subject", ColumnKind.Text, p => p.Person.Subject),
        new("roles", "Roles", ColumnKind.Text, p => string.Join("; ", p.Roles.Select(AccessText.Role))),
        new("tenants", "Sees", ColumnKind.Text, p => p.Access.MayEnter ? AccessText.Tenants(p.Access.Tenants) : "nothing"),
        new("may", "May", ColumnKind.Text, p => AccessText.List(p.Access.Permissions)),
        new("state", "State", ColumnKind.Text, p => p.Access.IsDisabled ? "disabled" : "enabled"),
        new("first", "First seen", ColumnKind.Text, p => AccessText.Minute(p.Person.FirstSeenAtMicros)),
        new("last", "Last seen", ColumnKind.Text, p => AccessText.Minute(p.Person.LastSeenAtMicros)),
    ];

    public static void MapAccess(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ManageAccess)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(
        HttpContext http, AccessQueries queries, AccessDecisions decisions, PersonActors people, string? of, string? format, string? sort, string? q, CancellationToken cancellation)
    {
        if (format is not ("csv" or "xlsx") || of is not ("people" or "roles"))
        {
            return Results.Problem("Name what to export (of=people or of=roles) and the format (csv or xlsx).", statusCode: StatusCodes.Status400BadRequest);
        }

        if (of == "people")
        {
            return TableExport.Answer(format, "people", "People", PersonColumns, await queries.PeopleAsync(await people.OfAsync(http), cancellation), sort, q, cancellation);
        }

        var roles = await decisions.RolesAsync(cancellation);
        return TableExport.Answer(format, "roles", "Roles", MatrixColumns(roles), ProtectedActions.All, sort, q, cancellation);
    }

    private static List<TableColumn<ProtectedAction>> MatrixColumns(IReadOnlyList<Role> roles) =>
    [
        new("page", "Page", ColumnKind.Text, a => a.Page),
        new("action", "Action", ColumnKind.Text, a => a.Name),
        new("needs", "Permission", ColumnKind.Text, a => a.Needs.ToString()),
        new("proof", "Fresh proof of identity", ColumnKind.Text, a => a.NeedsProof ? "yes" : "no"),
        .. roles.Select((r, i) => new TableColumn<ProtectedAction>($"role{i}", r.Name, ColumnKind.Text, a => r.Permissions.Contains(a.Needs) ? "yes" : "no")),
    ];
}
