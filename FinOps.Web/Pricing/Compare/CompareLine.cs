using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using FinOps.Web.Shell;

namespace FinOps.Web.Pricing.Compare;

/// <summary>What the request costs on one model.</summary>
public sealed record CompareLine(string Provider, string Model, PriceExplanation Explanation)
{
    /// <summary>The cheapest of the comparison in nano-USD; null where none has a price.</summary>
    public long? CheapestNanos { get; init; }

    public long? CostNanos => Explanation.Reason == UnpricedReason.None ? Explanation.TotalNanos : null;

    private double? AboveCheapest => CostNanos is { } cost && CheapestNanos is > 0 and { } least ? (cost - least) / (double)least : null;

    public static IReadOnlyList<TableColumn<CompareLine>> Columns { get; } =
    [
        new("model", "Model", ColumnKind.Text, l => l.Model),
        new("provider", "Provider", ColumnKind.Text, l => l.Provider),
        new("thousand", "1,000 requests", ColumnKind.UsdPerUnit, l => l.CostNanos is { } cost ? Money.ToUsd(cost) * 1_000 : null) { Explanation = "A thousand such requests." },
        new("request", "One request", ColumnKind.UsdPerUnit, l => l.CostNanos is { } cost ? Money.ToUsd(cost) : null),
        new("above", "Above the cheapest", ColumnKind.Percent, l => l.AboveCheapest),
        new("input", "Input", ColumnKind.UsdPerUnit, l => RateOf(l, "input")) { Explanation = "USD per million tokens, after tier, discount and currency." },
        new("cached", "Cached", ColumnKind.UsdPerUnit, l => RateOf(l, "cache_read")) { Explanation = "USD per million cached input tokens." },
        new("output", "Output", ColumnKind.UsdPerUnit, l => RateOf(l, "output")) { Explanation = "USD per million tokens." },
        new("price", "Price", ColumnKind.Text, l => l.Explanation.Price is { } price ? $"{PriceText.Kind(price.Kind)}, no. {price.Id}" : null),
        new("notes", "Rules used", ColumnKind.Text, l => l.Explanation.Message ?? (l.Explanation.Notes.Count == 0 ? null : string.Join(" ", l.Explanation.Notes))),
    ];

    private static decimal? RateOf(CompareLine line, string kind) => line.Explanation.Charges.FirstOrDefault(c => c.Kind == kind)?.RateUsd;
}

/// <summary>Prices one request on several models, for the page and its download.</summary>
public sealed class Comparisons(PriceBook book, PriceQueries queries, TimeProvider time)
{
    private const int ModelsInUse = 12;

    /// <summary>The models of the view, cheapest first; those in use where it names none.</summary>
    public async Task<IReadOnlyList<CompareLine>> OfAsync(CompareView view, TenantScope scope, CancellationToken cancellation)
    {
        if (view.Fault is not null)
        {
            return [];
        }

        var prices = await book.CurrentAsync(cancellation);
        var now = time.NowMicros();
        var models = view.Models.Count > 0 ? view.Models : await InUseAsync(scope, cancellation);
        var lines = models.Select(m => new CompareLine(m.Provider, m.Model, PriceExplanation.Of(prices, new PricedCall(m.Provider, m.Model, "", now, view.Usage)))).ToList();
        var least = lines.Min(l => l.CostNanos);
        return [.. lines.Select(l => l with { CheapestNanos = least }).OrderBy(l => l.CostNanos ?? long.MaxValue).ThenBy(l => l.Model, StringComparer.Ordinal)];
    }

    /// <summary>The models that cost most lately.</summary>
    public async Task<IReadOnlyList<(string Provider, string Model)>> InUseAsync(TenantScope scope, CancellationToken cancellation) =>
        [.. (await queries.InUseAsync(scope, cancellation)).Where(m => m.Price is not null).Take(ModelsInUse).Select(m => (m.Provider, m.Model))];
}
