using System.Text.Json;

namespace FinOps.Core.Pricing;

/// <summary>Reads models.dev: providers with models, or models alone; prices in USD per million tokens.</summary>
internal sealed class ModelsDevSource(SourceRows rows)
{
    private const string Source = "models.dev";

    /// <summary>True when some entry, or some model of an entry, has a cost.</summary>
    public static bool IsFormat(JsonElement root) => root.ValueKind == JsonValueKind.Object
        && root.EnumerateObject().Any(p => IsModel(p.Value) || (ModelsOf(p.Value) is { } models && models.EnumerateObject().Any(m => m.Value.ValueKind == JsonValueKind.Object)));

    public void Read(JsonElement root)
    {
        foreach (var entry in root.EnumerateObject())
        {
            if (ModelsOf(entry.Value) is { } models)
            {
                var provider = ProviderAliases.Canonical(entry.Name);
                foreach (var model in models.EnumerateObject())
                {
                    ReadModel(model, provider, model.Name);
                }
            }
            else if (ModelFamilies.ProviderOf(entry.Name) is var (provider, name))
            {
                ReadModel(entry, provider, name);
            }
            else
            {
                rows.Skip(entry.Value, "", entry.Name, "provider", "The short form of this list names no provider and the name tells none; use models.dev's api.json.");
            }
        }
    }

    private static bool IsModel(JsonElement entry) => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("cost", out var cost) && cost.ValueKind == JsonValueKind.Object;

    private static JsonElement? ModelsOf(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("models", out var models) && models.ValueKind == JsonValueKind.Object ? models : null;

    private void ReadModel(JsonProperty entry, string provider, string name)
    {
        if (!IsModel(entry.Value))
        {
            rows.Skip(entry.Value, provider, entry.Name, "cost", "The entry lists no price.");
            return;
        }

        var cost = new ModelsDevCost(entry.Value.GetProperty("cost"), provider);
        if (cost.Fault is { } fault)
        {
            rows.Skip(entry.Value, provider, entry.Name, fault, "No price that can be used: below 0, above 10,000 USD per million tokens, or no number.");
            return;
        }

        if (cost.Standard.IsEmpty())
        {
            rows.Skip(entry.Value, provider, entry.Name, "cost", "Not priced by tokens.");
            return;
        }

        foreach (var other in cost.Others)
        {
            rows.LeaveOut(entry.Value, provider, entry.Name, other, "No token price that is known; calls that use it may cost more than is shown.");
        }

        var (scope, model) = provider == "bedrock" && HostScopes.TakeBedrock(name) is var (place, bare) ? (place, bare) : ("", name);
        rows.Prices.Add(new Price
        {
            Kind = PriceKind.Catalog,
            Provider = provider,
            HostScope = scope,
            ModelPattern = model,
            Match = ModelMatch.Exact,
            Rates = cost.Standard,
            ContextTiers = cost.Tiers(),
            ValidFromMicros = PriceFile.Undated,
            Source = Source,
        });
    }
}
