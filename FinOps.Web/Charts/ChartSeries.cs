namespace FinOps.Web.Charts;

/// <summary>What the figures of a chart are.</summary>
public enum ChartUnit
{
    Usd,
    Count,
    Percent,
    Milliseconds,
}

/// <summary>Which colors the series take.</summary>
public enum ChartPalette
{
    /// <summary>Eight hues in a fixed order.</summary>
    Plain,

    /// <summary>The keys are layers and take the layers' colors.</summary>
    Layers,
}

/// <summary>Which edge of a filled band a series draws.</summary>
public enum BandEdge
{
    None,
    Low,
    High,
}

/// <summary>One series of a chart: a value for each point of time.</summary>
/// <param name="Key">What a click hands back.</param>
/// <param name="Name">What people read; may hold anything a user reported.</param>
/// <param name="Values">As many values as the chart has points; null leaves a gap.</param>
public sealed record ChartSeries(string Key, string Name, IReadOnlyList<decimal?> Values)
{
    /// <summary>True for a forecast or a comparison, drawn dashed.</summary>
    public bool IsDashed { get; init; }

    /// <summary>True for the rest that has no color of its own.</summary>
    public bool IsOther { get; init; }

    /// <summary>Whether it bounds a band; the lower edge comes right before the upper one.</summary>
    public BandEdge Band { get; init; }
}

/// <summary>What was clicked: the series and the point of time.</summary>
public sealed record ChartPick(string SeriesKey, DateTime At);

/// <summary>A moment that a chart marks with a vertical line.</summary>
/// <param name="Text">What happened, e.g. <c>no. 12</c>.</param>
public sealed record ChartMark(DateTime At, string Text);
