using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Web.Shell;

namespace FinOps.Web.Pricing;

/// <summary>Downloads of the prices that the page has found, with every rate.</summary>
public static class PriceExport
{
    private const string Path = "/pricing/export";

    public static string Href(PriceSearch search) => Path + search.ToQuery();

    public static void MapPriceExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext http, PriceQueries queries, TimeProvider time, string? format, string? sort, CancellationToken cancellation)
    {
        if (format is not ("csv" or "xlsx"))
        {
            return Results.Problem("Name a format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);
        }

        var now = time.NowMicros();
        var found = PriceSearch.Parse(http.Request.QueryString.Value).Find(await queries.AllAsync(cancellation), now);
        return TableExport.Answer(format, $"prices-{Instants.ToUtc(now):yyyy-MM-dd}", "Prices", Columns(now), found, sort, null, cancellation);
    }

    private static TableColumn<PriceVersion>[] Columns(long nowMicros) =>
    [
        new("id", "No.", ColumnKind.Count, v => (long)v.Price.Id),
        new("kind", "Kind", ColumnKind.Text, v => PriceText.Kind(v.Price.Kind)),
        new("provider", "Provider", ColumnKind.Text, v => v.Price.Provider),
        new("scope", "Host scope", ColumnKind.Text, v => v.Price.HostScope),
        new("model", "Model", ColumnKind.Text, v => v.Price.ModelPattern),
        new("match", "Match", ColumnKind.Text, v => v.Price.Match.ToString().ToLowerInvariant()),
        new("tier", "Service tier", ColumnKind.Text, v => v.Price.Tier is { } tier ? PriceText.Tier(tier) : null),
        new("currency", "Currency", ColumnKind.Text, v => v.Price.Currency),
        .. TokenRate.All.Select(rate => new TableColumn<PriceVersion>(rate.Column, $"{rate.Label} per 1M", ColumnKind.Number, v => Units(rate.Of(v.Price.Rates)))),
        new("search", "Per 1,000 searches", ColumnKind.Number, v => Units(v.Price.SearchPer1K)),
        new("requests", "Per 1,000 calls", ColumnKind.Number, v => Units(v.Price.RequestsPer1K)),
        new("long", "Long context", ColumnKind.Text, v => PriceText.LongContext(v.Price)),
        new("tiers", "Tier factors", ColumnKind.Text, v => PriceText.Tiers(v.Price)),
        new("where", "Only for", ColumnKind.Text, v => PriceText.Conditions(v.Price)),
        new("state", "State", ColumnKind.Text, v => PriceText.State(v.StateAt(nowMicros))),
        new("from", "Valid from", ColumnKind.Text, v => PriceText.Day(v.Price.ValidFromMicros)),
        new("to", "Valid to", ColumnKind.Text, v => v.EndMicros == long.MaxValue ? null : PriceText.Day(v.EndMicros)),
        new("replaced", "Replaced by no.", ColumnKind.Count, v => v.SupersededBy is { } newer ? (long)newer.Id : null),
        new("source", "Source", ColumnKind.Text, v => v.Price.Source),
        new("note", "Why", ColumnKind.Text, v => v.Price.Note),
        new("by", "By", ColumnKind.Text, v => v.Price.CreatedBy),
    ];

    /// <summary>Whole units of the price's currency, which a column of its own names: not always dollars.</summary>
    private static decimal? Units(long? nanos) => nanos is { } known ? Money.ToUsd(known) : null;
}
