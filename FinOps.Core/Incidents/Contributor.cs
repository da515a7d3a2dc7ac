using System.Text.Json;
using FinOps.Core.Costs;

namespace FinOps.Core.Incidents;

/// <summary>What one value of a dimension adds to an excess, in nano-USD, beside what it usually spends in the same hours.</summary>
/// <param name="Dimension">As the HTTP API names it.</param>
/// <param name="Key">Empty where calls do not say.</param>
public sealed record Contributor(string Dimension, string Key, long Nanos, long UsualNanos)
{
    public long ExcessNanos => Nanos - UsualNanos;
}

/// <summary>What explains an excess: by dimension, and the narrowest combination that explains most of it.</summary>
/// <param name="ExcessNanos">Spend of the hours that were looked at, less what they usually spend.</param>
/// <param name="Items">By dimension, the largest first, up to four fifths of the excess.</param>
/// <param name="Chain">Feature, model and user, as far as a single one of them explains most of the excess.</param>
/// <param name="ChainExcessNanos">What the chain explains.</param>
public sealed record Explanation(long ExcessNanos, IReadOnlyList<Contributor> Items, IReadOnlyList<Contributor> Chain, long ChainExcessNanos)
{
    public static readonly Explanation None = new(0, [], [], 0);

    /// <summary>The share of the excess that the chain explains, from 0 to 1.</summary>
    public decimal ChainShare => ExcessNanos <= 0 ? 0 : Math.Clamp((decimal)ChainExcessNanos / ExcessNanos, 0, 1);

    /// <summary>What an incident keeps; empty when nothing is known.</summary>
    public string ToJson() => Items.Count == 0 ? "" : JsonSerializer.Serialize(this);

    public static Explanation Of(string json) => json.Length == 0 ? None : JsonSerializer.Deserialize<Explanation>(json) ?? None;
}

/// <summary>Compares what hours spent with what they usually spend, by every dimension.</summary>
internal static class Explainer
{
    /// <summary>The dimensions of each row that is compared, in this order.</summary>
    public static readonly CostDimension[] Dimensions = [CostDimension.Tenant, CostDimension.Feature, CostDimension.Model, CostDimension.User, CostDimension.Route];

    private static readonly int[] ChainOf = [1, 2, 3];
    private const decimal Enough = 0.8m;
    private const decimal Most = 0.5m;
    private const int MostItems = 5;

    /// <summary>Explains an excess.</summary>
    /// <param name="spent">Spend by all dimensions, in nano-USD.</param>
    /// <param name="usual">What the same hours usually spend.</param>
    public static Explanation Explain(IReadOnlyList<(IReadOnlyList<string> Keys, long Nanos)> spent, IReadOnlyList<(IReadOnlyList<string> Keys, long Nanos)> usual)
    {
        var excess = spent.Sum(r => r.Nanos) - usual.Sum(r => r.Nanos);
        if (excess <= 0)
        {
            return Explanation.None;
        }

        var items = new List<Contributor>();
        for (var d = 0; d < Dimensions.Length; d++)
        {
            items.AddRange(UpTo(excess, By(d, spent, usual)));
        }

        var chain = new List<Contributor>();
        var explained = 0L;
        foreach (var d in ChainOf)
        {
            var top = By(d, spent, usual).MaxBy(c => c.ExcessNanos);
            if (top is null || top.Key.Length == 0 || top.ExcessNanos < excess * Most)
            {
                break;
            }

            chain.Add(top);
            explained = top.ExcessNanos;
            (spent, usual) = ([.. spent.Where(r => r.Keys[d] == top.Key)], [.. usual.Where(r => r.Keys[d] == top.Key)]);
        }

        return new Explanation(excess, items, chain, explained);
    }

    private static IEnumerable<Contributor> By(int dimension, IReadOnlyList<(IReadOnlyList<string> Keys, long Nanos)> spent, IReadOnlyList<(IReadOnlyList<string> Keys, long Nanos)> usual)
    {
        var before = usual.GroupBy(r => r.Keys[dimension]).ToDictionary(g => g.Key, g => g.Sum(r => r.Nanos), StringComparer.Ordinal);
        return spent.GroupBy(r => r.Keys[dimension]).Select(g => new Contributor(CostRequest.NameOf(Dimensions[dimension]), g.Key, g.Sum(r => r.Nanos), before.GetValueOrDefault(g.Key)));
    }

    private static IEnumerable<Contributor> UpTo(long excess, IEnumerable<Contributor> all)
    {
        var explained = 0L;
        foreach (var one in all.Where(c => c.ExcessNanos > 0).OrderByDescending(c => c.ExcessNanos).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MostItems))
        {
            if (explained >= excess * Enough)
            {
                yield break;
            }

            explained += one.ExcessNanos;
            yield return one;
        }
    }
}
