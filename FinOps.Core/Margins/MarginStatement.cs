using FinOps.Core.Costs;
using FinOps.Core.Tenants;

namespace FinOps.Core.Margins;

/// <summary>What one feature of a tenant did with one model. Empty texts were not reported.</summary>
public sealed record FeatureUse(string Feature, string Provider, string Model, CostMeasures Measures);

/// <summary>The cost of one feature in a tenant's margin, in nano-USD.</summary>
public sealed record FeatureCost(string Feature, long CostNanos, long Requests);

/// <summary>How one tenant's margin of a period comes about.</summary>
/// <param name="From">First day.</param>
/// <param name="To">First day that is not in it.</param>
/// <param name="Uses">Cost by feature and model.</param>
public sealed record MarginStatement(DateOnly From, DateOnly To, TenantMargin Margin, IReadOnlyList<FeatureUse> Uses, DateTime? AsOfUtc)
{
    /// <summary>What the features cost, dearest first; they sum to the cost of the margin.</summary>
    public IReadOnlyList<FeatureCost> Features =>
    [
        .. Uses.GroupBy(u => u.Feature, StringComparer.Ordinal).Select(g => new FeatureCost(g.Key, g.Sum(u => u.Measures.EffectiveCostNanos), g.Sum(u => u.Measures.Requests)))
            .OrderByDescending(f => f.CostNanos).ThenBy(f => f.Feature, StringComparer.Ordinal),
    ];

    /// <summary>The model that costs most within a feature; empty where none was reported.</summary>
    public string MainModelOf(string feature) => Uses.Where(u => u.Feature == feature).MaxBy(u => u.Measures.EffectiveCostNanos)?.Model ?? "";
}

/// <summary>A calendar month: what came in and what it cost, in nano-USD; of the running month, up to now.</summary>
/// <param name="Month">Its first day.</param>
public sealed record MarginMonth(DateOnly Month, RevenueSum Revenue, long CostNanos)
{
    /// <summary>Revenue less cost; null where nothing says what came in.</summary>
    public long? MarginNanos => Revenue.IsKnown ? Revenue.TotalNanos - CostNanos : null;

    public decimal? GrossMargin => Revenue is { IsKnown: true, TotalNanos: > 0 } ? (decimal)(Revenue.TotalNanos - CostNanos) / Revenue.TotalNanos : null;
}

/// <summary>Months in a row and the end of the running one.</summary>
/// <param name="Months">Oldest first; the last one is running.</param>
/// <param name="WholeMonth">What the running month brings in when all its days are counted, as contracts and entries stand now.</param>
/// <param name="Forecast">What the running month is expected to cost; null when too few days are known.</param>
/// <param name="FirstUse">The first day of these months with usage; null when there was none. What the days before cost is not known to be nothing.</param>
public sealed record MarginMonths(IReadOnlyList<MarginMonth> Months, RevenueSum WholeMonth, SpendForecast? Forecast, DateOnly? FirstUse, DateTime? AsOfUtc)
{
    /// <summary>The months since there is usage; all of them when there was none.</summary>
    public IReadOnlyList<MarginMonth> WithUse => FirstUse is { } first ? [.. Months.Where(m => m.Month >= MarginPeriods.MonthOf(first))] : Months;

    public MarginMonth ToDate => Months[^1];

    /// <summary>The running month as it is expected to end; null when its cost cannot be expected.</summary>
    public MarginMonth? Projected => Forecast is { } forecast ? new MarginMonth(ToDate.Month, WholeMonth, forecast.ExpectedNanos) : null;
}
