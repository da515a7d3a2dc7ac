namespace FinOps.Core.Pricing;

/// <summary>How a price of a list stands to the price book.</summary>
public enum CatalogChangeKind
{
    /// <summary>The book has no price for the model.</summary>
    New,

    /// <summary>The book charges something else.</summary>
    Changed,

    /// <summary>The list's source had the price before and no longer has it.</summary>
    Removed,

    /// <summary>The book charges the same.</summary>
    Unchanged,
}

/// <summary>One figure before and after, in nano-USD per million tokens (or per thousand for fees, in millionths for factors); null where there is none.</summary>
/// <param name="Percent">By how much it changes; null where one of both is missing or zero.</param>
public sealed record FigureChange(string Label, FigureUnit Unit, long? Before, long? After, decimal? Percent)
{
    public bool IsChange => Before != After;
}

/// <summary>What a figure counts.</summary>
public enum FigureUnit
{
    NanosPer1M,
    NanosPer1K,
    Ppm,
}

/// <summary>Another source has a different figure for the same price.</summary>
/// <param name="Source">Where the other figure comes from.</param>
/// <param name="Label">Which figure.</param>
/// <param name="Percent">How far the list's figure is from the other one.</param>
public sealed record SourceDisagreement(string Source, string Label, long Theirs, long Listed, decimal Percent);

/// <summary>One row of a list beside the price book.</summary>
/// <param name="Key">Identifies the row within the list.</param>
/// <param name="Current">The price in force at the date; null for a new one.</param>
/// <param name="Next">The rows to be stored when it is applied, first the one that begins at the date; empty where nothing is to be done.</param>
/// <param name="Figures">All figures that either side lists.</param>
/// <param name="Disagreements">Sources that differ by more than 1 %.</param>
/// <param name="IsPricedByOther">True when the book's price comes from a wider pattern: applying adds a row beside it and replaces none.</param>
public sealed record CatalogChange(
    CatalogKey Key,
    CatalogChangeKind Kind,
    Price? Current,
    IReadOnlyList<Price> Next,
    IReadOnlyList<FigureChange> Figures,
    IReadOnlyList<SourceDisagreement> Disagreements,
    bool IsPricedByOther)
{
    /// <summary>Those of the next rows that begin after the date, because the list dates them so.</summary>
    public IReadOnlyList<Price> Later { get; init; } = [];

    /// <summary>A new version of the same figures, for one who wants to keep that the list still has them; null where there is nothing to confirm.</summary>
    public Price? Confirmation { get; init; }

    /// <summary>The row as listed, or the one that the list no longer has.</summary>
    public Price Shown => Next.Count > 0 ? Next[0] : Current!;

    /// <summary>True when nothing of the price to be stored costs anything: lists also write 0 for what they do not know.</summary>
    public bool IsAllZero => Next.Count > 0 && Next[0] is { SearchPer1K: null or 0, RequestsPer1K: null or 0 } next && TokenRate.All.All(r => r.Of(next.Rates) is null or 0);

    /// <summary>The figure that changes most, in percent either way; null where nothing can be compared.</summary>
    public decimal? LargestPercent => Figures.Where(f => f.Percent is not null && f.Percent != 0).OrderByDescending(f => Math.Abs(f.Percent!.Value)).FirstOrDefault()?.Percent;

    /// <summary>The name by which a row is chosen, e.g. <c>openai/gpt-4o</c>.</summary>
    public string Name => $"{Key.Provider}/{Key.Pattern}{(Key.HostScope.Length > 0 ? $" @{Key.HostScope}" : "")}{(Key.Tier is { } tier ? $" {tier}" : "")}";
}

/// <summary>A list beside the price book at a date.</summary>
/// <param name="File">The list.</param>
/// <param name="FromMicros">The date from which its prices would hold.</param>
/// <param name="Changes">Every row of the list, and every row of its source that it no longer has.</param>
public sealed record CatalogDiff(PriceFile File, long FromMicros, IReadOnlyList<CatalogChange> Changes)
{
    public int CountOf(CatalogChangeKind kind) => Changes.Count(c => c.Kind == kind);
}
