using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Pricing;

namespace FinOps.Web.Pricing.Catalogs;

/// <summary>Words for comparisons with price lists, the same on pages and in commands.</summary>
public static class CatalogText
{
    public static string Kind(CatalogChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Kind.ToString().ToLowerInvariant();
    }

    /// <summary>What happens to the price, for people.</summary>
    public static string Word(CatalogChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Kind switch
        {
            CatalogChangeKind.New => "new",
            CatalogChangeKind.Changed when change.IsPricedByOther => "own row beside a wider pattern",
            CatalogChangeKind.Changed => "changed",
            CatalogChangeKind.Removed => "no longer listed",
            CatalogChangeKind.Unchanged => "unchanged",
        };
    }

    public static string Percent(decimal? percent) => percent is { } known ? known.ToString("+0.##;-0.##;0", CultureInfo.InvariantCulture) + " %" : "";

    /// <summary>What changes, e.g. <c>Input 1 → 0.8, Output – → 2</c>; for a new price what it is.</summary>
    public static string Figures(CatalogChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var figures = change.Kind switch
        {
            CatalogChangeKind.New => change.Figures.Select(f => $"{f.Label} {Amount(f.Unit, f.After)}"),
            CatalogChangeKind.Changed => change.Figures.Where(f => f.IsChange).Select(f => $"{f.Label} {Amount(f.Unit, f.Before)} → {Amount(f.Unit, f.After)}"),
            _ => change.Figures.Select(f => $"{f.Label} {Amount(f.Unit, f.Before)}"),
        };
        var later = change.Later.Select(p => string.Create(
            CultureInfo.InvariantCulture, $"from {Instants.ToUtc(p.ValidFromMicros):yyyy-MM-dd} input {Amount(FigureUnit.NanosPer1M, p.Rates.InputPer1M)}, output {Amount(FigureUnit.NanosPer1M, p.Rates.OutputPer1M)}"));
        return string.Join(", ", figures.Concat(later));
    }

    /// <summary>Both figures of every source that differs by more than 1 %.</summary>
    public static string Disagreements(CatalogChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return string.Join("; ", change.Disagreements.Select(d => $"{d.Label}: here {Amount(FigureUnit.NanosPer1M, d.Listed)}, {d.Source} {Amount(FigureUnit.NanosPer1M, d.Theirs)} ({Percent(d.Percent)})"));
    }

    public static string Amount(FigureUnit unit, long? figure) => figure switch
    {
        null => "–",
        { } ppm when unit == FigureUnit.Ppm => (ppm / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture),
        { } nanos => Money.ToExactText(nanos),
    };

    public static string Format(PriceFileFormat format) => format switch
    {
        PriceFileFormat.LiteLlm => "LiteLLM model prices",
        PriceFileFormat.GenAiPrices => "pydantic genai-prices",
        PriceFileFormat.ModelsDev => "models.dev",
        PriceFileFormat.OwnCsv => "catalog CSV",
    };

    /// <summary>What a list is and what it would do, in a sentence.</summary>
    public static string Summary(CatalogDiff diff)
    {
        ArgumentNullException.ThrowIfNull(diff);
        var disputed = diff.Changes.Count(c => c.Disagreements.Count > 0);
        return $"{Format(diff.File.Format)}: {diff.CountOf(CatalogChangeKind.New):N0} new, {diff.CountOf(CatalogChangeKind.Changed):N0} changed, {diff.CountOf(CatalogChangeKind.Removed):N0} removed, "
            + $"{diff.CountOf(CatalogChangeKind.Unchanged):N0} unchanged; sources disagree on {disputed:N0}; {diff.File.Omissions.Count(o => o.IsWholeModel):N0} models left out.";
    }

    public static string Result(CatalogImportResult.Applied applied)
    {
        ArgumentNullException.ThrowIfNull(applied);
        return applied.Rows == 0
            ? "Nothing was stored: the price book charges all of this already."
            : $"{applied.Rows:N0} price {(applied.Rows == 1 ? "row" : "rows")} stored.";
    }
}
