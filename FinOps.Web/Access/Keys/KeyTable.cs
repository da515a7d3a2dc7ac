using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Access.Keys;

/// <summary>The columns of keys, on the page and in its download.</summary>
public static class KeyTable
{
    private const string Path = "/access/keys/export";

    public static string ExportHref(KeySearch search) => Path + search.ToQuery();

    public static string Href(ApiKey key) => $"/access/keys/{key.Prefix}";

    public static void MapKeyExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ManageKeys)).ExcludeFromDescription();

    public static IReadOnlyList<TableColumn<ApiKey>> Columns(long now, TimeSpan warning) =>
    [
        new("key", "Key", ColumnKind.Text, k => k.Prefix),
        new("name", "Name", ColumnKind.Text, k => k.Name),
        new("state", "State", ColumnKind.Text, k => KeyText.State(k, now, warning)) { Explanation = "While a rotation runs, two secrets open" },
        new("scopes", "Opens", ColumnKind.Text, k => string.Join(", ", k.ScopeList)),
        new("bound", "Bound to", ColumnKind.Text, KeyText.BoundTo) { Explanation = "The only tenants and environment; a dash: all" },
        new("expires", "Ends", ColumnKind.Text, k => KeyText.Minute(k.ExpiresAtMicros)) { Explanation = "UTC; a dash: never, which only keys of early versions do" },
        new("used", "Last used", ColumnKind.Text, k => KeyText.Minute(k.LastUsedAtMicros)) { Explanation = "UTC, within half a minute" },
        new("from", "From", ColumnKind.Text, k => k.LastUsedFrom) { Explanation = "The address that used it last" },
        new("today", "Today", ColumnKind.Count, k => k.RequestsToday(now)) { Explanation = "Requests since midnight UTC" },
        new("old", "Old secret until (UTC)", ColumnKind.Text, k => k.IsRotating(now) ? KeyText.Minute(k.OldUntilMicros) : null) { IsExtra = true },
        new("created", "Made (UTC)", ColumnKind.Text, k => KeyText.Minute(k.CreatedAtMicros)) { IsExtra = true },
        new("by", "By", ColumnKind.Text, k => k.CreatedBy) { IsExtra = true },
        new("revoked", "Revoked (UTC)", ColumnKind.Text, k => KeyText.Minute(k.RevokedAtMicros)) { IsExtra = true },
        new("why", "Why", ColumnKind.Text, k => k.RevokedWhy) { IsExtra = true },
    ];

    private static async Task<IResult> ExportAsync(
        HttpContext http, ApiKeyQueries queries, PersonActors people, IOptions<ApiKeyOptions> options, TimeProvider time, string? format, string? sort, CancellationToken cancellation)
    {
        if (format is not ("csv" or "xlsx"))
        {
            return Results.Problem("Name a format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);
        }

        var (now, warning) = (time.NowMicros(), TimeSpan.FromDays(options.Value.WarnDays));
        var keys = KeySearch.Parse(http.Request.QueryString.Value).Find(await queries.ListAsync(await people.OfAsync(http), cancellation), now, warning);
        return TableExport.Answer(format, $"api-keys-{Instants.ToUtc(now):yyyy-MM-dd}", "API keys", Columns(now, warning), keys, sort, null, cancellation);
    }
}
