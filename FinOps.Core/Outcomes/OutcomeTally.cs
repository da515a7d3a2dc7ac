using System.Runtime.InteropServices;

namespace FinOps.Core.Outcomes;

/// <summary>Cells of outcomes added up by group, and by feature within each as far as a ratio needs it.</summary>
internal sealed class OutcomeTally
{
    private static readonly int Successes = Array.IndexOf(OutcomeSql.Measures, nameof(OutcomeCell.Successes));
    private static readonly int JoinedSuccesses = Array.IndexOf(OutcomeSql.Measures, nameof(OutcomeCell.JoinedSuccesses));
    private static readonly int OwnFeatureCost = Array.IndexOf(OutcomeSql.Measures, nameof(OutcomeCell.OwnFeatureCostNanos));
    private readonly Dictionary<int, Group> groups = [];
    private (int Id, Group Group)? last;

    public IReadOnlyCollection<int> Groups => groups.Keys;

    private IEnumerable<(int Group, int Feature, FeaturePart Part)> Parts => groups.SelectMany(g => g.Value.Parts.Select(p => (g.Key, p.Key, p.Value)));

    /// <summary>Features with successes that nothing joins.</summary>
    public List<int> UnjoinedFeatures() => [.. Parts.Where(p => p.Part.Unjoined > 0).Select(p => p.Feature).Distinct()];

    /// <summary>Adds the measures of a cell in the order of <see cref="OutcomeSql.Measures"/>.</summary>
    public void Add(int group, int feature, ReadOnlySpan<long> measures, ReadOnlySpan<byte> histogram)
    {
        var to = Of(group);
        to.Sums.Add(measures, histogram);
        if (feature != 0)
        {
            ref var part = ref CollectionsMarshal.GetValueRefOrAddDefault(to.Parts, feature, out _);
            part = new FeaturePart(part.Unjoined + measures[Successes] - measures[JoinedSuccesses], part.OwnCostNanos + measures[OwnFeatureCost]);
        }
    }

    /// <summary>The groups by their names, each with its ratio; two groups of one name are one, as models of one name at two providers are everywhere.</summary>
    /// <param name="names">The name of each group.</param>
    /// <param name="costs">What features cost in each group; null where that cannot be told.</param>
    public List<OutcomeGroup> ByName(IReadOnlyDictionary<int, string> names, IReadOnlyDictionary<(string Key, int Feature), long>? costs)
    {
        var rows = groups.GroupBy(g => names[g.Key]).Select(g => new OutcomeGroup(g.Key, Merge([.. g.Select(s => s.Value.Sums)]))).ToList();
        if (costs is not null)
        {
            var ratios = Ratios(Parts.GroupBy(p => (names[p.Group], p.Feature), p => p.Part), costs).GroupBy(r => r.Key.Item1).ToDictionary(r => r.Key, r => r.Sum(x => x.Nanos), StringComparer.Ordinal);
            rows.ForEach(row => row.Sums.RatioCostNanos = ratios.TryGetValue(row.Key, out var nanos) ? nanos : null);
        }

        return rows;
    }

    /// <summary>All groups together.</summary>
    /// <inheritdoc cref="ByName" path="/param"/>
    public OutcomeSums Total(IReadOnlyDictionary<(string Key, int Feature), long>? costs)
    {
        var total = new OutcomeSums();
        foreach (var group in groups.Values)
        {
            total.Add(group.Sums);
        }

        if (costs is not null)
        {
            var ratios = Ratios(Parts.GroupBy(p => p.Feature, p => p.Part), costs.GroupBy(c => c.Key.Feature).ToDictionary(c => c.Key, c => c.Sum(x => x.Value))).ToList();
            total.RatioCostNanos = ratios.Count == 0 ? null : ratios.Sum(r => r.Nanos);
        }

        return total;
    }

    /// <summary>What is left of the cost of features with unjoined successes beyond the work that is joined.</summary>
    private static IEnumerable<(TKey Key, long Nanos)> Ratios<TKey>(IEnumerable<IGrouping<TKey, FeaturePart>> features, IReadOnlyDictionary<TKey, long> costs)
    {
        foreach (var feature in features.Where(f => costs.ContainsKey(f.Key)))
        {
            if (feature.Any(p => p.Unjoined > 0))
            {
                yield return (feature.Key, Math.Max(0, costs[feature.Key] - feature.Sum(p => p.OwnCostNanos)));
            }
        }
    }

    private static OutcomeSums Merge(List<OutcomeSums> all)
    {
        foreach (var other in all.Skip(1))
        {
            all[0].Add(other);
        }

        return all[0];
    }

    /// <summary>Cells of a group mostly follow each other.</summary>
    private Group Of(int id)
    {
        if (last is not { } known || known.Id != id)
        {
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, id, out _);
            last = known = (id, group ??= new Group());
        }

        return known.Group;
    }

    /// <summary>Features are kept by group, so that what follows each other lies close together in memory.</summary>
    private sealed class Group
    {
        public OutcomeSums Sums { get; } = new();

        public Dictionary<int, FeaturePart> Parts { get; } = [];
    }

    private readonly record struct FeaturePart(long Unjoined, long OwnCostNanos);
}
