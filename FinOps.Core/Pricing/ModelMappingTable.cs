namespace FinOps.Core.Pricing;

/// <summary>Finds which mapping of a name is in force when.</summary>
internal sealed class ModelMappingTable
{
    private readonly Dictionary<(string Provider, string Name), List<ModelMapping>> byName = [];

    public ModelMappingTable(IReadOnlyList<ModelMapping> mappings)
    {
        foreach (var mapping in mappings.OrderBy(m => m.Id))
        {
            var key = KeyOf(ProviderAliases.Canonical(mapping.Provider), mapping.Name);
            if (byName.TryGetValue(key, out var known))
            {
                known.Add(mapping);
            }
            else
            {
                byName.Add(key, [mapping]);
            }
        }
    }

    /// <summary>What a name stands for over time, from before all times on; null stands for itself.</summary>
    /// <param name="reported">The name as reported.</param>
    /// <param name="names">What else it may be called; the first name that has mappings counts.</param>
    public IEnumerable<(long FromMicros, ModelMapping? Mapping)> HistoryOf(string provider, string reported, IReadOnlyList<string> names)
    {
        yield return (long.MinValue, null);
        if (byName.Count == 0 || RowsOf(provider, reported, names) is not { } rows)
        {
            yield break;
        }

        ModelMapping? current = null;
        foreach (var from in rows.Select(r => r.ValidFromMicros).Distinct().Order())
        {
            var newest = rows.FindLast(r => r.ValidFromMicros <= from);
            var next = newest is { BaseModel.Length: > 0 } ? newest : null;
            if (next != current)
            {
                current = next;
                yield return (from, next);
            }
        }
    }

    private static (string, string) KeyOf(string provider, string name) => (provider, name.Trim().ToUpperInvariant());

    private List<ModelMapping>? RowsOf(string provider, string reported, IReadOnlyList<string> names) =>
        names.Prepend(reported).Select(name => byName.GetValueOrDefault(KeyOf(provider, name))).FirstOrDefault(rows => rows is not null);
}
