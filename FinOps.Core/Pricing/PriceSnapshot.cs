using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace FinOps.Core.Pricing;

/// <summary>An immutable set of prices and mappings. Look-ups by model are cached; use from any thread.</summary>
/// <remarks>
/// <para>A mapping in force replaces the reported name by its base model. At each instant a contract price beats an own price, which beats the
/// catalog. Within one of these only the most specific pattern that names the model at its place counts (exact, longest prefix, regular
/// expression), so that a dated model never falls through to the price of its family. Of several rows of that pattern the one for the
/// narrowest place counts, then the one for just this service tier, then the one for just these hours, then the one that started last,
/// then the newest row. A row that supersedes another ends it at its own start.</para>
/// <para>A contract that is a discount takes something off the own price, or else the catalog's.</para>
/// </remarks>
public sealed class PriceSnapshot
{
    // Names come from logs; a flood of made-up ones must not fill the memory.
    private const int MaxCachedModels = 20_000;

    private readonly Dictionary<Price, long> ends;
    private readonly FrozenDictionary<string, ProviderPrices> byProvider;
    private readonly ModelMappingTable mappingTable;
    private readonly ConcurrentDictionary<(string Provider, string Model, string HostScope), ModelPrices> cache = new();

    public PriceSnapshot(IReadOnlyList<Price> prices, IReadOnlyList<ModelMapping>? mappings = null)
    {
        ArgumentNullException.ThrowIfNull(prices);
        (Prices, Mappings) = (prices, mappings ?? []);
        ends = PriceVersions.EndOfEach(prices);
        mappingTable = new ModelMappingTable(Mappings);
        byProvider = prices
            .GroupBy(p => ProviderAliases.Canonical(p.Provider), StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => new ProviderPrices(g.Select(p => new PricePeriod(p, ends[p]))), StringComparer.Ordinal);
    }

    /// <summary>All prices of the snapshot.</summary>
    public IReadOnlyList<Price> Prices { get; }

    /// <summary>All mappings of the snapshot.</summary>
    public IReadOnlyList<ModelMapping> Mappings { get; }

    /// <summary>The instant at which a price of the snapshot really ends: its own end, or the start of what superseded it; null while it is open.</summary>
    public long? EndOf(Price price) => ends.TryGetValue(price, out var end) && end != long.MaxValue ? end : null;

    /// <summary>The prices of one provider and model over time; never null, possibly empty.</summary>
    /// <param name="hostScope">The place within the provider; empty where none was reported (then the name may tell it).</param>
    public ModelPrices For(string provider, string model, string hostScope = "")
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(hostScope);
        if (cache.TryGetValue((provider, model, hostScope), out var known))
        {
            return known;
        }

        var found = Find(ProviderAliases.Canonical(provider), model, hostScope);
        if (cache.Count < MaxCachedModels)
        {
            cache.TryAdd((provider, model, hostScope), found);
        }

        return found;
    }

    /// <summary>Whether any price names a model, at whatever place and time; mappings aside.</summary>
    public bool Knows(string provider, string model)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(model);
        var name = ProviderAliases.Canonical(provider);
        return byProvider.TryGetValue(name, out var prices) && prices.Knows(ReportedModel.Parse(name, model, ""));
    }

    private ModelPrices Find(string provider, string model, string hostScope)
    {
        var reported = ReportedModel.Parse(provider, model, hostScope);
        var stages = mappingTable.HistoryOf(provider, model.Trim(), reported.Names)
            .Select(m => Stage(m.FromMicros, m.Mapping, provider, m.Mapping is { } mapping ? BaseOf(provider, mapping, reported.HostScope) : reported));
        return new ModelPrices([.. stages]);
    }

    private PriceStage Stage(long fromMicros, ModelMapping? mapping, string provider, ReportedModel model) =>
        byProvider.TryGetValue(provider, out var prices)
            ? new PriceStage(fromMicros, mapping, prices.Naming(model), prices.Knows(model))
            : new PriceStage(fromMicros, mapping, [], false);

    /// <summary>The base model is at the place of the call, unless its own name tells another one.</summary>
    private static ReportedModel BaseOf(string provider, ModelMapping mapping, string hostScope)
    {
        var told = ReportedModel.Parse(provider, mapping.BaseModel, "");
        return told.HostScope.Length > 0 ? told : told with { HostScope = hostScope };
    }
}
