using FinOps.Core.Margins;
using FinOps.Web.Costs;

namespace FinOps.Web.Margins;

/// <summary>One bar of a waterfall. Money is nano-USD.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Nanos">What it adds, or takes when negative; of the first and last bar, the amount itself.</param>
/// <param name="FromNanos">Where the bar begins.</param>
/// <param name="ToNanos">Where it ends.</param>
/// <param name="Href">Where the figure comes from.</param>
public sealed record WaterfallStep(string Name, long Nanos, long FromNanos, long ToNanos, string? Href, string Tone)
{
    /// <summary>More features than this are drawn together.</summary>
    public const int MostFeatures = 8;

    /// <summary>Revenue, what each feature takes of it, and the margin that is left.</summary>
    public static IReadOnlyList<WaterfallStep> Of(MarginStatement statement, Func<string, string?> hrefOf)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(hrefOf);
        var revenue = statement.Margin.Revenue.TotalNanos;
        var steps = new List<WaterfallStep> { new("Revenue", revenue, 0, revenue, null, "in") };
        var left = revenue;
        var features = statement.Features;
        var named = features.Count > MostFeatures + 1 ? MostFeatures : features.Count;
        foreach (var feature in features.Take(named))
        {
            steps.Add(new(CostTables.NameOf(Core.Costs.CostDimension.Feature, feature.Feature), -feature.CostNanos, left, left - feature.CostNanos, hrefOf(feature.Feature), "out"));
            left -= feature.CostNanos;
        }

        var rest = features.Skip(named).Sum(f => f.CostNanos);
        if (features.Count > named)
        {
            steps.Add(new($"{features.Count - named} other features", -rest, left, left - rest, null, "out"));
            left -= rest;
        }

        steps.Add(new("Margin", left, 0, left, null, left < 0 ? "loss" : "earned"));
        return steps;
    }
}
