using FinOps.Core.Access;
using FinOps.Core.Costs;

namespace FinOps.Web.Costs;

/// <summary>One line of a breakdown: a tenant, a feature, a model…, with what it was before.</summary>
/// <param name="Key">The key as reported; empty for "not reported".</param>
/// <param name="Name">What people read.</param>
/// <param name="Measures">Its measures in the period.</param>
public sealed record CostGroup(string Key, string Name, CostMeasures Measures)
{
    public const string NotReported = "Not reported";

    /// <summary>Cost in nano-USD: of the group, or of the layer when grouped by layer.</summary>
    public required long CostNanos { get; init; }

    /// <summary>Tokens of the layer when grouped by layer.</summary>
    public long? LayerTokens { get; init; }

    /// <summary>Cost in the period before; null when nothing is compared.</summary>
    public long? BeforeNanos { get; init; }

    /// <summary>Share of the total cost.</summary>
    public double? Share { get; init; }

    /// <summary>The tier of a tenant; empty where there is none.</summary>
    public string Tier { get; init; } = "";

    public bool IsDemo { get; init; }

    /// <summary>What a user session and an outcome of a feature cost, in USD; null where there is none or it was not asked for.</summary>
    public decimal? PerSession { get; init; }

    /// <inheritdoc cref="PerSession"/>
    public decimal? PerOutcome { get; init; }

    /// <summary>What <see cref="PerOutcome"/> is one of, and whether it is a ratio.</summary>
    public string? OutcomeUnit { get; init; }

    /// <summary>Cost in nano-USD for each day; null until it has been asked for.</summary>
    public IReadOnlyList<long>? Trend { get; set; }

    public CostChange? Change => BeforeNanos is { } before ? new(CostNanos, before) : null;
}

/// <summary>A change in nano-USD; ordered by its size in dollars, so that the biggest movers come first.</summary>
public readonly record struct CostChange(long Now, long Before) : IComparable<CostChange>, IComparable
{
    public int CompareTo(CostChange other) => (Now - Before).CompareTo(other.Now - other.Before);

    public int CompareTo(object? obj) => obj is CostChange other ? CompareTo(other) : 1;
}

/// <summary>A breakdown of the costs of a view by one dimension, dearest first.</summary>
/// <param name="Scope">Whose usage it counts.</param>
public sealed record CostTable(CostDimension By, CostView View, TenantScope Scope, CostPeriod Period, CostPeriod Previous, IReadOnlyList<CostGroup> Groups, CostMeasures Total)
{
    /// <summary>The total of the period before; null when nothing is compared.</summary>
    public CostMeasures? Before { get; init; }

    public DateTime? AsOfUtc { get; init; }
}

/// <summary>Costs over time, split by one dimension: the dearest groups by name, the rest together.</summary>
public sealed record CostTimeline(CostDimension By, IReadOnlyList<DateTime> Times, IReadOnlyList<Charts.ChartSeries> Series, CostMeasures Total, DateTime? AsOfUtc)
{
    public bool IsHourly => Times.Count > 1 && Times[1] - Times[0] < TimeSpan.FromDays(1);
}
