using System.Text.Json;

namespace FinOps.Core.Pricing;

/// <summary>Reads pydantic genai-prices: a list of providers, each with models, match rules, and prices that may be dated, tiered or for hours of the day.</summary>
internal sealed class GenAiPricesSource(SourceRows rows)
{
    private const string Source = "pydantic/genai-prices";

    private readonly Dictionary<string, string[]> fallbacks = new(StringComparer.Ordinal);

    public static bool IsFormat(JsonElement root) => Providers(root).Any(p => p.TryGetProperty("models", out var models)
        && models.ValueKind == JsonValueKind.Array && models.EnumerateArray().Any(m => m.ValueKind == JsonValueKind.Object && m.TryGetProperty("prices", out _)));

    public void Read(JsonElement root)
    {
        foreach (var provider in Providers(root))
        {
            ReadProvider(provider);
        }

        AddFallbacks();
    }

    private static IEnumerable<JsonElement> Providers(JsonElement root)
    {
        var list = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("providers", out var inner) ? inner : root;
        var items = list.ValueKind switch
        {
            JsonValueKind.Array => list.EnumerateArray().AsEnumerable(),
            JsonValueKind.Object => list.EnumerateObject().Select(p => p.Value),
            _ => [],
        };
        return items.Where(p => p.ValueKind == JsonValueKind.Object);
    }

    private static string Text(JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "";

    private void ReadProvider(JsonElement provider)
    {
        var name = ProviderAliases.Canonical(Text(provider, "id"));
        if (name.Length == 0 || !provider.TryGetProperty("models", out var models) || models.ValueKind != JsonValueKind.Array)
        {
            rows.Skip(provider, name, "", "id", "The provider has no id or no list of models.");
            return;
        }

        if (provider.TryGetProperty("fallback_model_providers", out var others) && others.ValueKind == JsonValueKind.Array)
        {
            fallbacks[name] = [.. others.EnumerateArray().Where(o => o.ValueKind == JsonValueKind.String).Select(o => ProviderAliases.Canonical(o.GetString()!))];
        }

        foreach (var model in models.EnumerateArray().Where(m => m.ValueKind == JsonValueKind.Object))
        {
            ReadModel(model, name);
        }
    }

    private void ReadModel(JsonElement model, string provider)
    {
        var id = Text(model, "id");
        var match = new GenAiMatch(provider, id);
        if (model.TryGetProperty("match", out var rule))
        {
            match.Read(rule);
        }
        else if (id.Length > 0)
        {
            using var exact = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(new { equals = id }));
            match.Read(exact.RootElement);
        }

        foreach (var unsaid in match.Unsaid)
        {
            rows.LeaveOut(model, provider, id, unsaid, "A rule that no pattern of the price book can say; add the names it means by hand.");
        }

        if (match.Patterns.Count == 0)
        {
            rows.Skip(model, provider, id, "match", "No rule says which models the price is for.");
            return;
        }

        foreach (var step in new GenAiTimeline(rows, model, provider, id).Read())
        {
            rows.Prices.AddRange(match.Patterns.Select(pattern => Row(step, provider, pattern)));
        }
    }

    private static Price Row(Price step, string provider, SourcePattern pattern)
    {
        var row = step.AsNew(null, 0, "");
        row.Provider = provider;
        row.HostScope = pattern.HostScope;
        row.ModelPattern = pattern.Pattern;
        row.Match = pattern.Match;
        row.Source = Source;
        return row;
    }

    /// <summary>A host without a price of its own for a model charges what the named providers do, says the list.</summary>
    private void AddFallbacks()
    {
        foreach (var (host, others) in fallbacks)
        {
            var own = rows.Prices.Where(p => p.Provider == host).Select(p => new ModelPattern(p.Match, p.ModelPattern)).ToList();
            var known = new HashSet<string>(rows.Prices.Where(p => p.Provider == host).Select(p => p.ModelPattern), StringComparer.OrdinalIgnoreCase);
            foreach (var other in others)
            {
                var lent = rows.Prices.Where(p => p.Provider == other && !known.Contains(p.ModelPattern) && !own.Exists(o => o.IsMatch(p.ModelPattern))).ToList();
                foreach (var price in lent)
                {
                    var row = price.AsNew(null, 0, "");
                    row.Provider = host;
                    row.Note = $"Not listed for {host}; the list takes the price of {other}.";
                    rows.Prices.Add(row);
                }
            }
        }
    }
}
