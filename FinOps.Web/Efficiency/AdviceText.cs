using FinOps.Core.Costs;
using FinOps.Core.Efficiency;
using FinOps.Web.Costs;
using FinOps.Web.Records;

namespace FinOps.Web.Efficiency;

/// <summary>Advice in words, and where its evidence is.</summary>
public static class AdviceText
{
    private static readonly string[] Failures = ["retry", "fallback", "timeout", "error"];

    public static string Title(EfficiencyAdvice advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return advice.Kind switch
        {
            AdviceKind.ExplainUpgrade => "Explain the upgrade",
            AdviceKind.FixRetries => "Fix failing attempts",
            AdviceKind.CachePrompts => "Cache more of the prompt",
            AdviceKind.TrimPrompts => "Trim the prompt",
            AdviceKind.StopStreams => "Stop streams that nobody reads",
        };
    }

    /// <summary>The page that shows the figures behind the advice.</summary>
    public static string Evidence(CostDimension by, EfficiencyLine line, EfficiencyAdvice advice)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(advice);
        var view = new CostView().WithFilter(by, line.Key);
        return advice.Kind switch
        {
            AdviceKind.ExplainUpgrade => CostLinks.Feature(line.Key) + "#upgrades",
            AdviceKind.FixRetries => RecordLinks.List(view.WithFilter(CostDimension.Status, Failures)),
            AdviceKind.StopStreams => RecordLinks.List(view),
            AdviceKind.CachePrompts or AdviceKind.TrimPrompts => by == CostDimension.Feature ? CostLinks.Feature(line.Key) + "#tokens" : "/layers" + view.ToQuery(),
        };
    }
}
