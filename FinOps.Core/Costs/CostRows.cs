using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Costs;

/// <summary>Turns sums by ids into rows by names, in the order that readers expect.</summary>
internal sealed class CostRows(CostQuery query, DimensionNames names)
{
    public async Task<IReadOnlyList<CostRow>> BuildAsync(CostSums sums, CancellationToken cancellation)
    {
        var ids = sums.Groups.SelectMany(g => IdsOf(g.Key)).Where(id => id != 0).ToHashSet();
        var nameOf = await names.NamesOfAsync(ids, cancellation);
        var tiers = query.GroupBy.Contains(CostDimension.Tier) ? await names.TiersAsync(cancellation) : [];
        var rows = sums.Groups
            .GroupBy(g => new RowKeys(query.GroupBy.Select(d => KeyText(d, g.Key, nameOf, tiers))))
            .Select(same => new CostRow(same.Key.Texts, Sum(same, sums)));
        var isByTime = query.GroupBy.Contains(CostDimension.Day) || query.GroupBy.Contains(CostDimension.Hour);
        var timeAt = query.GroupBy.ToList().FindIndex(d => d is CostDimension.Day or CostDimension.Hour);
        var ordered = isByTime
            ? rows.OrderBy(r => r.Keys[timeAt], StringComparer.Ordinal).ThenByDescending(r => r.Measures.EffectiveCostNanos).ThenBy(r => string.Join('\u0001', r.Keys), StringComparer.Ordinal)
            : rows.OrderByDescending(r => r.Measures.EffectiveCostNanos).ThenBy(r => string.Join('\u0001', r.Keys), StringComparer.Ordinal);
        return [.. query.GroupBy.Contains(CostDimension.Layer) ? ordered.SelectMany(ByLayer) : ordered];
    }

    private static IEnumerable<int> IdsOf(GroupIds g) => [g.Tenant, g.Feature, g.Model, g.User, g.Team, g.Route, g.Task, g.Environment];

    private static CostMeasures Sum(IEnumerable<KeyValuePair<GroupIds, long[]>> same, CostSums sums)
    {
        var total = new long[Measures.Count];
        LatencyHistogram? latency = null;
        foreach (var (group, values) in same)
        {
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += values[i];
            }

            if (sums.LatencyOf(group) is { } histogram)
            {
                (latency ??= new LatencyHistogram()).Merge(histogram.ToBytes());
            }
        }

        var measures = Measures.ToObject(total);
        measures.Latency = latency;
        return measures;
    }

    private static string KeyText(CostDimension dimension, GroupIds g, IReadOnlyDictionary<int, (string Parent, string Key)> nameOf, Dictionary<int, string> tiers)
    {
        return dimension switch
        {
            CostDimension.Tenant => Key(g.Tenant),
            CostDimension.Feature => Key(g.Feature),
            CostDimension.Model => Key(g.Model),
            CostDimension.Provider => nameOf.TryGetValue(g.Model, out var model) ? model.Parent : "",
            CostDimension.User => Key(g.User),
            CostDimension.Team => Key(g.Team),
            CostDimension.Route => Key(g.Route),
            CostDimension.Task => Key(g.Task),
            CostDimension.Environment => Key(g.Environment),
            CostDimension.Status => ((UsageStatus)g.Status).ToString().ToLowerInvariant(),
            CostDimension.Tier => tiers.GetValueOrDefault(g.Tenant, ""),
            CostDimension.Layer => "",
            CostDimension.Day => Instants.ToUtc(g.Time * Instants.MicrosPerDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            CostDimension.Hour => Instants.ToUtc(g.Time * Instants.MicrosPerHour).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };

        string Key(int id) => nameOf.TryGetValue(id, out var name) ? name.Key : "";
    }

    private IEnumerable<CostRow> ByLayer(CostRow row)
    {
        var at = query.GroupBy.ToList().IndexOf(CostDimension.Layer);
        var m = row.Measures;
        (string Layer, long Tokens, long Nanos)[] layers =
        [
            ("prompt", m.PromptTokens, m.PromptCostNanos),
            ("tool", m.ToolTokens, m.ToolCostNanos),
            ("memory", m.MemoryTokens, m.MemoryCostNanos),
            ("response", m.OutputTokens, m.OutputCostNanos),
            ("unsplit", m.UnsplitTokens, m.UnsplitCostNanos),
        ];
        foreach (var (layer, tokens, nanos) in layers.Where(l => l.Tokens != 0 || l.Nanos != 0))
        {
            var keys = row.Keys.ToArray();
            keys[at] = layer;
            yield return new CostRow(keys, m) { LayerTokens = tokens, LayerCostNanos = nanos };
        }
    }

    /// <summary>Group keys that compare by their texts.</summary>
    private sealed class RowKeys(IEnumerable<string> texts) : IEquatable<RowKeys>
    {
        public string[] Texts { get; } = [.. texts];

        public bool Equals(RowKeys? other) => other is not null && Texts.AsSpan().SequenceEqual(other.Texts);

        public override bool Equals(object? obj) => Equals(obj as RowKeys);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var text in Texts)
            {
                hash.Add(text, StringComparer.Ordinal);
            }

            return hash.ToHashCode();
        }
    }
}
