using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Web.Costs;

namespace FinOps.Web.Layers;

/// <summary>A token layer with the share of spend that is typical for it, and what usually brings it down.</summary>
public sealed record LayerBand(string Key, string Name, double Low, double High, string Help, Func<CostMeasures, long> CostNanos)
{
    /// <summary>Above this share of unsplit spend, no layer is judged: its true share is unknown.</summary>
    public const double TooMuchUnsplit = 0.2;

    public static readonly IReadOnlyList<LayerBand> All =
    [
        new("prompt", "Prompt", 0.4, 0.6, "shorten the system prompt, put what never changes first so that it is cached", m => m.PromptCostNanos),
        new("tool", "Tool", 0.2, 0.4, "return less from tools, offer fewer of them, cap the calls of a run", m => m.ToolCostNanos),
        new("memory", "Memory", 0.1, 0.3, "summarize old turns, retrieve fewer passages, limit the window", m => m.MemoryCostNanos),
        new("response", "Response", 0.1, 0.3, "set an output limit, ask for shorter or structured answers, limit reasoning", m => m.OutputCostNanos),
    ];

    /// <summary>The band as people read it, e.g. <c>40–60 %</c>.</summary>
    public string Text => $"{Low * 100:0}–{High * 100:0} %";

    public LayerShare ShareOf(CostMeasures measures)
    {
        var whole = measures.EffectiveCostNanos;
        var isJudged = CostFormat.Share(measures.UnsplitCostNanos, whole) is <= TooMuchUnsplit;
        return new(CostFormat.Share(CostNanos(measures), whole), this, isJudged);
    }

    /// <summary>What would be saved if the layer's cost came down to the top of its band, all else equal; zero inside the band.</summary>
    public long PrizeNanos(CostMeasures measures)
    {
        var rest = Money.ToUsd(measures.EffectiveCostNanos - CostNanos(measures));
        var most = rest * (decimal)High / (1 - (decimal)High);
        return Math.Max(0, CostNanos(measures) - Money.ToNanos(most));
    }
}

/// <summary>A layer's share of a group's spend, and how it stands to its band.</summary>
public readonly record struct LayerShare(double? Share, LayerBand Band, bool IsJudged) : IComparable<LayerShare>, IComparable
{
    public bool IsAbove => IsJudged && Share > Band.High;

    public bool IsBelow => IsJudged && Share < Band.Low;

    /// <summary>The standing in a word.</summary>
    public string Word => Share is null ? "no spend" : !IsJudged ? "not judged" : IsAbove ? "above" : IsBelow ? "below" : "typical";

    public int CompareTo(LayerShare other) => Nullable.Compare(Share, other.Share);

    public int CompareTo(object? obj) => obj is LayerShare other ? CompareTo(other) : 1;
}
