using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace FinOps.Core.Pricing;

/// <summary>An immutable set of prices. Look-ups by model are cached; use from any thread.</summary>
/// <remarks>
/// At each instant a contract price beats an own price, which beats the catalog. Within one of these only the most specific
/// pattern that names the model counts (exact, longest prefix, regular expression), so that a dated model never falls through
/// to the price of its family. Of several rows of that pattern the one that started last is in force, then the newest row.
/// A row that supersedes another ends it at its own start.
/// </remarks>
public sealed class PriceSnapshot(IReadOnlyList<Price> prices)
{
    // Names come from logs; a flood of made-up ones must not fill the memory.
    private const int MaxCachedModels = 20_000;

    private readonly FrozenDictionary<string, PatternPrices[]> byProvider = Group(prices);
    private readonly ConcurrentDictionary<(string Provider, string Model), ModelPrices> cache = new();

    /// <summary>All prices of the snapshot.</summary>
    public IReadOnlyList<Price> Prices { get; } = prices;

    /// <summary>The prices of one provider and model over time; never null, possibly empty.</summary>
    public ModelPrices For(string provider, string model)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(model);
        if (cache.TryGetValue((provider, model), out var known))
        {
            return known;
        }

        var found = Find(ProviderAliases.Canonical(provider), model.Trim());
        if (cache.Count < MaxCachedModels)
        {
            cache.TryAdd((provider, model), found);
        }

        return found;
    }

    private static FrozenDictionary<string, PatternPrices[]> Group(IReadOnlyList<Price> prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        var ends = PriceVersions.EndOfEach(prices);
        return prices
            .GroupBy(p => ProviderAliases.Canonical(p.Provider), StringComparer.Ordinal)
            .ToFrozenDictionary(
                provider => provider.Key,
                provider => provider
                    .GroupBy(p => (p.Kind, p.Match, p.ModelPattern))
                    .Select(g => new PatternPrices(
                        g.Key.Kind,
                        new ModelPattern(g.Key.Match, g.Key.ModelPattern),
                        [.. g.Select(p => new PricePeriod(p, ends[p]))]))
                    .ToArray(),
                StringComparer.Ordinal);
    }

    private ModelPrices Find(string provider, string model)
    {
        if (!byProvider.TryGetValue(provider, out var patterns))
        {
            return ModelPrices.None;
        }

        // Routers report "openai/gpt-4o" with the provider "openai" too.
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        var bare = slash > 0 && ProviderAliases.Canonical(model[..slash]) == provider ? model[(slash + 1)..] : model;
        var periods = patterns
            .Where(p => p.Pattern.IsMatch(bare))
            .GroupBy(p => p.Kind)
            .SelectMany(kind => kind.OrderByDescending(p => p.Pattern.Specificity).First().Periods)
            .ToList();
        return periods.Count == 0 ? ModelPrices.None : ModelPrices.Of(periods);
    }

    private sealed record PatternPrices(PriceKind Kind, ModelPattern Pattern, PricePeriod[] Periods);
}
