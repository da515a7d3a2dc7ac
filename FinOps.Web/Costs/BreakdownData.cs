using FinOps.Core.Costs;

namespace FinOps.Web.Costs;

/// <summary>What a page about many of a kind shows: the picture over time and the table.</summary>
public sealed record BreakdownData(CostTable Table, CostTimeline Timeline)
{
    public CostMeasures Total => Table.Total;

    public bool HasUsage => Table.Total.Requests > 0;

    /// <summary>How many named groups have usage in the period, and what share of the spend the dearest few have.</summary>
    public (int Count, int Few, double? Share) Concentration(int few)
    {
        var used = Table.Groups.Where(g => g.Key.Length > 0 && g.Measures.Requests > 0).ToList();
        var some = Math.Min(few, used.Count);
        return (used.Count, some, CostFormat.Share(used.Take(some).Sum(g => g.CostNanos), Table.Total.EffectiveCostNanos));
    }
}

/// <summary>What a page about one tenant or feature shows.</summary>
public sealed record DetailData(CostTable Table, CostTimeline Timeline)
{
    public CostMeasures Total => Table.Total;

    public bool HasUsage => Table.Total.Requests > 0 || Table.Before is { Requests: > 0 };

    /// <summary>Latency of all calls; null where it is not kept.</summary>
    public LatencyHistogram? Latency { get; init; }

    /// <summary>Tokens per request by layer over time; null where the page does not show it.</summary>
    public IReadOnlyList<Charts.ChartSeries>? TokensPerRequest { get; init; }
}

/// <summary>What the page about models shows.</summary>
/// <param name="Upgrades">Features whose models or cost per call changed.</param>
public sealed record ModelsData(BreakdownData Breakdown, IReadOnlyList<Core.Releases.QuietUpgrade> Upgrades);
