using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using FinOps.Core.Access;
using FinOps.Core.Pricing;
using FinOps.Web.Shell;

namespace FinOps.Web.Pricing.Catalogs;

/// <summary>One figure of a compared price list, as its download holds it.</summary>
public sealed record CatalogLine(CatalogChange Change, FigureChange Figure, bool IsChosen)
{
    /// <summary>The columns of the download: a line for each figure, so that a spreadsheet can sort and sum them.</summary>
    public static IReadOnlyList<TableColumn<CatalogLine>> Columns { get; } =
    [
        new("change", "Change", ColumnKind.Text, l => CatalogText.Word(l.Change)),
        new("provider", "Provider", ColumnKind.Text, l => l.Change.Key.Provider),
        new("model", "Model", ColumnKind.Text, l => CatalogWriter.PatternText(l.Change.Shown)),
        new("where", "Only for", ColumnKind.Text, l => PriceText.Conditions(l.Change.Shown)),
        new("figure", "Figure", ColumnKind.Text, l => l.Figure.Label),
        new("currency", "Unit", ColumnKind.Text, l => UnitOf(l)),
        new("before", "Before", ColumnKind.Count, l => Amount(l.Figure.Unit, l.Figure.Before)),
        new("after", "After", ColumnKind.Count, l => Amount(l.Figure.Unit, l.Figure.After)),
        new("percent", "Percent", ColumnKind.Count, l => l.Figure.Percent),
        new("others", "Other sources", ColumnKind.Text, l => OthersOf(l)),
        new("chosen", "Chosen", ColumnKind.Text, l => l.IsChosen ? "yes" : "no"),
        new("source", "Source", ColumnKind.Text, l => l.Change.Shown.Source),
    ];

    private static string UnitOf(CatalogLine line) => line.Figure.Unit switch
    {
        FigureUnit.NanosPer1M => $"{line.Change.Shown.Currency} per million tokens",
        FigureUnit.NanosPer1K => $"{line.Change.Shown.Currency} per thousand",
        FigureUnit.Ppm => "factor",
    };

    private static decimal? Amount(FigureUnit unit, long? figure) => figure is { } known ? known / (unit == FigureUnit.Ppm ? 1_000_000m : 1_000_000_000m) : null;

    private static string OthersOf(CatalogLine line) => string.Join("; ", line.Change.Disagreements.Where(d => d.Label == line.Figure.Label)
        .Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Source}: {CatalogText.Amount(line.Figure.Unit, d.Theirs)} ({CatalogText.Percent(d.Percent)})")));
}

/// <summary>Comparisons that open pages hold, so that a plain link can download what such a page shows. A page takes its own back when it is left.</summary>
public sealed class CatalogDownloads
{
    private const string Path = "/pricing/lists/export";

    private readonly ConcurrentDictionary<string, Func<IReadOnlyList<CatalogLine>>> open = new();

    /// <summary>Offers what a page shows.</summary>
    /// <returns>What the address names; nobody can guess it.</returns>
    public string Offer(Func<IReadOnlyList<CatalogLine>> lines)
    {
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        open[key] = lines;
        return key;
    }

    public void Withdraw(string key) => open.TryRemove(key, out _);

    public static string Href(string key) => $"{Path}?list={key}&format=csv";

    public static void MapCatalogExport(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, Export).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static IResult Export(CatalogDownloads downloads, string? list, string? format, CancellationToken cancellation) =>
        format is not ("csv" or "xlsx") ? Results.Problem("Name a format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest)
        : downloads.open.TryGetValue(list ?? "", out var lines) ? TableExport.Answer(format, "price-list-changes", "Changes", CatalogLine.Columns, lines(), null, null, cancellation)
        : Results.Problem("The page with this comparison is no longer open. Compare the list again.", statusCode: StatusCodes.Status404NotFound);
}
