using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Web.Layers;
using FinOps.Web.Shell;

namespace FinOps.Web.Costs;

/// <summary>The columns of every breakdown, for the page and for its export.</summary>
public static class CostColumns
{
    /// <param name="records">Where the calls of a group are listed; null where that is of no use, as in exports.</param>
    public static IReadOnlyList<TableColumn<CostGroup>> For(CostDimension by, bool compare, bool withLatency = false, Func<CostGroup, string?>? records = null) =>
        by == CostDimension.Layer ? Layers(compare) : [.. Any(by, compare, records), .. OfFeatures(by), .. Latency(withLatency), .. OfModels(by), .. Extras(by)];

    private static IEnumerable<TableColumn<CostGroup>> Any(CostDimension by, bool compare, Func<CostGroup, string?>? records)
    {
        yield return new(CostView.KeyOf(by), by.ToString(), ColumnKind.Text, g => g.Name);
        if (by == CostDimension.Tenant)
        {
            yield return new("key", "Key", ColumnKind.Text, g => g.Key) { IsExtra = true };
            yield return new("tier", "Tier", ColumnKind.Text, g => g.Tier.Length == 0 ? null : g.Tier);
        }

        yield return new("spend", "Spend", ColumnKind.Usd, g => Spend(g)) { Explanation = "All calls at the price in force when they were made. A dash: none of them has a price yet." };
        yield return new("share", "Share", ColumnKind.Share, g => g.Share) { Explanation = "Part of the total spend." };
        if (compare)
        {
            yield return new("change", "Change", ColumnKind.Change, g => g.Change) { Explanation = "Against the period before. Sorted by the size in dollars." };
        }

        if (CostTables.HasTrend(by))
        {
            yield return new("trend", "Trend", ColumnKind.Trend, g => g.Trend);
        }

        yield return new("requests", "Requests", ColumnKind.Count, g => g.Measures.Requests) { Href = records, Explanation = "Calls to models, failed attempts included. Open them one by one." };
        yield return new("per-request", "Cost / request", ColumnKind.UsdPerUnit, g => Spend(g) is { } spend ? CostFormat.PerUnit(spend, g.Measures.Requests) : null) { Explanation = "Spend divided by requests." };
    }

    /// <summary>The columns of the layers page: shares of each layer against its typical band.</summary>
    public static IReadOnlyList<TableColumn<CostGroup>> LayerShares(CostDimension by) =>
    [
        new(CostView.KeyOf(by), by.ToString(), ColumnKind.Text, g => g.Name),
        new("spend", "Spend", ColumnKind.Usd, g => Spend(g)),
        .. LayerBand.All.Select(band => new TableColumn<CostGroup>(band.Key, band.Name, ColumnKind.Band, g => band.ShareOf(g.Measures)) { Explanation = $"Share of the spend; typical is {band.Text}." }),
        new("unsplit", "Unsplit", ColumnKind.Percent, g => CostFormat.Share(g.Measures.UnsplitCostNanos, g.CostNanos)) { Explanation = "Share of the spend whose input was reported without layers." },
        new("unsplit-spend", "Unsplit spend", ColumnKind.Usd, g => g.Measures.UnsplitCostNanos) { IsExtra = true },
    ];

    /// <summary>Nothing, rather than $0, where not one request has a price.</summary>
    private static long? Spend(CostGroup g) => g.CostNanos == 0 && g.Measures.Requests > 0 && g.Measures.UnpricedRequests == g.Measures.Requests ? null : g.CostNanos;

    private static IEnumerable<TableColumn<CostGroup>> Latency(bool withLatency)
    {
        if (withLatency)
        {
            yield return new("p50", "p50", ColumnKind.Milliseconds, g => g.Measures.Latency?.Quantile(0.5)) { Explanation = "Half of the calls answered within this time.", IsExtra = true };
            yield return new("p95", "p95", ColumnKind.Milliseconds, g => g.Measures.Latency?.Quantile(0.95)) { Explanation = "95 % of the calls answered within this time." };
        }
    }

    private static IEnumerable<TableColumn<CostGroup>> OfModels(CostDimension by)
    {
        if (by is not (CostDimension.Model or CostDimension.Provider))
        {
            yield break;
        }

        yield return new("blended", "$ / 1M tokens", ColumnKind.UsdPerUnit, g => PerMillion(g)) { Explanation = "Spend divided by all tokens, in and out: what a million tokens really cost." };
        yield return new("unpriced", "Unpriced", ColumnKind.Count, g => g.Measures.UnpricedRequests) { Explanation = "Requests without a price. They are priced when the price arrives.", Href = g => g.Measures.UnpricedRequests > 0 ? "/pricing" : null };
        yield return new("claimed", "Claimed − ours", ColumnKind.Usd, g => g.Measures.ClaimedRequestsCostNanos == 0 && g.Measures.ClaimedCostNanos == 0 ? null : g.Measures.ClaimedCostNanos - g.Measures.ClaimedRequestsCostNanos)
        {
            Explanation = "What emitters claimed minus what we computed, over just the requests that carried a claim.",
        };
    }

    private static IEnumerable<TableColumn<CostGroup>> OfFeatures(CostDimension by)
    {
        if (by == CostDimension.Feature)
        {
            yield return new("per-session", "Cost / session", ColumnKind.UsdPerUnit, g => g.PerSession) { Explanation = "What the feature's calls in a user session cost on average." };
            yield return new("per-outcome", "Cost / outcome", ColumnKind.UsdPerUnit, g => g.PerOutcome) { Explanation = "All work that led to successes, divided by what came out of it; of the type of outcome that the feature has most of." };
            yield return new("outcome", "Outcome", ColumnKind.Text, g => g.OutcomeUnit) { IsExtra = true };
        }
    }

    private static IEnumerable<TableColumn<CostGroup>> Extras(CostDimension by)
    {
        yield return new("cache-hit", "Cache hit", ColumnKind.Percent, g => CostFormat.Share(g.Measures.CacheReadTokens, g.Measures.InputTokens)) { Explanation = "Input tokens read from a cache, of all input tokens." };
        yield return new("errors", "Errors", ColumnKind.Percent, g => CostFormat.Share(g.Measures.Errors, g.Measures.Requests)) { Explanation = "Requests that failed or timed out.", IsExtra = by != CostDimension.Feature };
        yield return new("retries", "Retries", ColumnKind.Percent, g => CostFormat.Share(g.Measures.Retries, g.Measures.Requests)) { Explanation = "Requests that repeat an earlier one.", IsExtra = by != CostDimension.Feature };
        yield return new("waste", "Waste", ColumnKind.Usd, g => g.Measures.WasteCostNanos) { Explanation = "Spend on attempts that did not end in success.", IsExtra = by != CostDimension.Feature };
        yield return new("input", "Input tokens", ColumnKind.Count, g => g.Measures.InputTokens) { IsExtra = by != CostDimension.Model };
        yield return new("cached", "Cached tokens", ColumnKind.Count, g => g.Measures.CacheReadTokens) { IsExtra = true };
        yield return new("output", "Output tokens", ColumnKind.Count, g => g.Measures.OutputTokens) { IsExtra = by != CostDimension.Model };
        yield return new("reasoning", "Reasoning tokens", ColumnKind.Count, g => g.Measures.ReasoningTokens) { IsExtra = true };
        yield return new("corrections", "Corrections", ColumnKind.Usd, g => g.Measures.CorrectionCostNanos == 0 ? null : g.Measures.CorrectionCostNanos) { Explanation = "The part of the spend that was added (or taken off) after its month was closed.", IsExtra = true };
        yield return new("split", "Layers split", ColumnKind.Percent, g => CostFormat.Share(g.Measures.Requests - g.Measures.UnsplitRequests, g.Measures.Requests)) { Explanation = "Requests whose input is fully split into layers.", IsExtra = true };
    }

    private static List<TableColumn<CostGroup>> Layers(bool compare)
    {
        List<TableColumn<CostGroup>> columns =
        [
            new("layer", "Layer", ColumnKind.Text, g => g.Name),
            new("spend", "Spend", ColumnKind.Usd, g => Spend(g)),
            new("share", "Share", ColumnKind.Share, g => g.Share),
            new("tokens", "Tokens", ColumnKind.Count, g => g.LayerTokens),
            new("per-token", "$ / 1M tokens", ColumnKind.UsdPerUnit, g => g.LayerTokens is > 0 ? Money.ToUsd(g.CostNanos) * 1_000_000m / g.LayerTokens : null),
        ];
        if (compare)
        {
            columns.Insert(3, new("change", "Change", ColumnKind.Change, g => g.Change));
        }

        return columns;
    }

    private static decimal? PerMillion(CostGroup group)
    {
        var tokens = group.Measures.InputTokens + group.Measures.OutputTokens;
        return tokens == 0 ? null : Money.ToUsd(group.CostNanos) * 1_000_000m / tokens;
    }
}
