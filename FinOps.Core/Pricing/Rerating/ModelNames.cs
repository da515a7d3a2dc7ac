using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>Every model that was ever called, by its id.</summary>
internal sealed class ModelNames(IReadOnlyDictionary<int, (string Provider, string Model)> byId, ILookup<(string Provider, string Name), string> baseModels)
{
    public IReadOnlyDictionary<int, (string Provider, string Model)> ById { get; } = byId;

    public static async Task<ModelNames> ReadAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var models = await context.Dimensions.AsNoTracking().Where(d => d.Kind == DimensionKind.Model).ToListAsync(cancellation);
        var mappings = await context.ModelMappings.AsNoTracking().Where(m => m.BaseModel != "").ToListAsync(cancellation);
        return new ModelNames(models.ToDictionary(d => d.Id, d => (d.Parent, d.Key)), mappings.ToLookup(m => (ProviderAliases.Canonical(m.Provider), Folded(m.Name)), m => m.BaseModel));
    }

    /// <summary>The ids of the models that a scope covers; null for all of them.</summary>
    public IReadOnlyList<int>? Covered(RerateScope scope) => scope is { Provider: "", Model: "" }
        ? null
        : [.. ById.Where(m => scope.Covers(m.Value.Provider, m.Value.Model, baseModels[(ProviderAliases.Canonical(m.Value.Provider), Folded(m.Value.Model))])).Select(m => m.Key).Order()];

    public RerateFilter FilterFor(RerateScope scope) => new()
    {
        FromMicros = scope.FromUtc is { } from ? Instants.ToMicros(from) : null,
        ToMicros = scope.ToUtc is { } to ? Instants.ToMicros(to) : null,
        ModelIds = Covered(scope),
    };

    /// <summary>The ids of the models that some price may name; prices of certain places are not looked into.</summary>
    public IReadOnlyList<int> Priced(PriceSnapshot prices)
    {
        var withPlaces = prices.Prices.Where(p => p.HostScope.Length > 0).Select(p => ProviderAliases.Canonical(p.Provider)).ToHashSet();
        return [.. ById.Where(m => withPlaces.Contains(ProviderAliases.Canonical(m.Value.Provider)) || !prices.For(m.Value.Provider, m.Value.Model).IsEmpty).Select(m => m.Key).Order()];
    }

    private static string Folded(string name) => name.ToUpperInvariant();
}
