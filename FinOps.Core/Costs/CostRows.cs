using System.Globalization;
using System.Runtime.InteropServices;
using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Costs;

/// <summary>Turns sums by ids into rows by names, in the order that readers expect.</summary>
internal sealed class CostRows(CostQuery query, DimensionNames names)
{
    private readonly Dictionary<int, string> timeTexts = [];

    public async Task<IReadOnlyList<CostRow>> BuildAsync(CostSums sums, CancellationToken cancellation)
    {
        var ids = new HashSet<int>();
        foreach (var (group, _) in sums.Groups)
        {
            AddIds(group, ids);
        }

        ids.Remove(0);
        var nameOf = await names.NamesOfAsync(ids, cancellation);
        var tiers = query.GroupBy.Contains(CostDimension.Tier) ? await names.TiersAsync(cancellation) : [];
        CostDimension[] dimensions = [.. query.GroupBy];
        var keyed = sums.Groups.Select(g => (Keys: Array.ConvertAll(dimensions, d => KeyText(d, g.Key, nameOf, tiers)), Group: g));
        var rows = MayShareKeys(ids, nameOf)
            ? [.. keyed.GroupBy(k => new RowKeys(k.Keys), k => k.Group).Select(same => new CostRow(same.Key.Texts, Sum(same, sums)))]
            : keyed.Select(k => new CostRow(k.Keys, Measured(k.Group.Value, sums.LatencyOf(k.Group.Key)))).ToArray();
        Array.Sort(rows, Comparison(query.GroupBy.ToList().FindIndex(d => d is CostDimension.Day or CostDimension.Hour)));
        return query.GroupBy.Contains(CostDimension.Layer) ? [.. rows.SelectMany(ByLayer)] : rows;
    }

    /// <summary>By time where grouped by it, then by falling cost, then by name.</summary>
    private static Comparison<CostRow> Comparison(int timeAt) => (a, b) =>
    {
        var order = timeAt < 0 ? 0 : string.CompareOrdinal(a.Keys[timeAt], b.Keys[timeAt]);
        order = order != 0 ? order : b.Measures.EffectiveCostNanos.CompareTo(a.Measures.EffectiveCostNanos);
        for (var i = 0; order == 0 && i < a.Keys.Count; i++)
        {
            order = string.CompareOrdinal(a.Keys[i], b.Keys[i]);
        }

        return order;
    };

    private static void AddIds(in GroupIds g, HashSet<int> ids)
    {
        ids.Add(g.Tenant);
        ids.Add(g.Feature);
        ids.Add(g.Model);
        ids.Add(g.User);
        ids.Add(g.Team);
        ids.Add(g.Route);
        ids.Add(g.Task);
        ids.Add(g.Environment);
    }

    /// <summary>True when groups of different ids can have the same texts: one name at several parents, or a text that many ids share.</summary>
    private bool MayShareKeys(HashSet<int> ids, IReadOnlyDictionary<int, (string Parent, string Key)> nameOf)
    {
        if (query.GroupBy.Any(d => d is CostDimension.Tier or CostDimension.Provider))
        {
            return true;
        }

        // An id without a name, and names that different dimensions share, only cost the slower way.
        var texts = new HashSet<string>(ids.Count, StringComparer.Ordinal);
        return !ids.All(id => nameOf.TryGetValue(id, out var name) && texts.Add(name.Key));
    }

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

        return Measured(total, latency);
    }

    private static CostMeasures Measured(long[] values, LatencyHistogram? latency)
    {
        var measures = Measures.ToObject(values);
        measures.Latency = latency;
        return measures;
    }

    private string KeyText(CostDimension dimension, GroupIds g, IReadOnlyDictionary<int, (string Parent, string Key)> nameOf, Dictionary<int, string> tiers)
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
            CostDimension.Day => TimeText(g.Time, Instants.MicrosPerDay, "yyyy-MM-dd"),
            CostDimension.Hour => TimeText(g.Time, Instants.MicrosPerHour, "yyyy-MM-dd'T'HH:mm:ss'Z'"),
        };

        string Key(int id) => nameOf.TryGetValue(id, out var name) ? name.Key : "";
    }

    private string TimeText(int time, long unitMicros, string format)
    {
        ref var text = ref CollectionsMarshal.GetValueRefOrAddDefault(timeTexts, time, out _);
        return text ??= Instants.ToUtc(time * unitMicros).ToString(format, CultureInfo.InvariantCulture);
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
    private sealed class RowKeys(string[] texts) : IEquatable<RowKeys>
    {
        public string[] Texts => texts;

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
