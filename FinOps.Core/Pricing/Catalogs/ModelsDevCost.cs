using System.Text.Json;

namespace FinOps.Core.Pricing;

/// <summary>The cost object of one model of models.dev.</summary>
internal sealed class ModelsDevCost
{
    private const int Over200K = 200_000;
    private const int OpenAiThreshold = 272_000;

    private static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["input"] = "input",
        ["output"] = "output",
        ["reasoning"] = "reasoning",
        ["cache_read"] = "cache_read",
        ["cache_write"] = "cache_write_5m",
        ["input_audio"] = "input_audio",
        ["output_audio"] = "output_audio",
    };

    private readonly SortedDictionary<int, TokenRates> beyond = [];
    private readonly string provider;

    public ModelsDevCost(JsonElement cost, string provider)
    {
        this.provider = provider;
        ReadRates(cost, Standard, isTop: true);
    }

    public TokenRates Standard { get; } = new();

    public List<string> Others { get; } = [];

    /// <summary>The field that holds no usable price; null where all do.</summary>
    public string? Fault { get; private set; }

    public List<ContextTier> Tiers() => [.. beyond.Select(t => new ContextTier { Threshold = t.Key, IsInclusive = provider == "xai", Rates = t.Value.Over(Standard) })];

    private void ReadRates(JsonElement cost, TokenRates rates, bool isTop)
    {
        foreach (var field in cost.EnumerateObject().Where(f => f.Value.ValueKind != JsonValueKind.Null))
        {
            if (Columns.TryGetValue(field.Name, out var column))
            {
                var nanos = SourceNumbers.Nanos(SourceNumbers.Number(field.Value));
                Fault ??= nanos is null ? field.Name : null;
                SourceRates.Named(column).Set(rates, nanos);
            }
            else if (isTop)
            {
                ReadOther(field);
            }
        }
    }

    private void ReadOther(JsonProperty field)
    {
        if (field.Name == "context_over_200k" && field.Value.ValueKind == JsonValueKind.Object)
        {
            // OpenAI's limit is 272,000 tokens, whatever the field is called.
            ReadTier(provider == "openai" ? OpenAiThreshold : Over200K, field.Value);
        }
        else if (field.Name == "tiers" && field.Value.ValueKind == JsonValueKind.Array)
        {
            foreach (var tier in field.Value.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.Object))
            {
                if (tier.TryGetProperty("tier", out var limit) && limit.ValueKind == JsonValueKind.Object && limit.TryGetProperty("size", out var size)
                    && SourceNumbers.Number(size) is > 0 and < int.MaxValue and var tokens)
                {
                    ReadTier((int)tokens, tier);
                }
                else
                {
                    Others.Add(field.Name);
                }
            }
        }
        else
        {
            Others.Add(field.Name);
        }
    }

    private void ReadTier(int threshold, JsonElement cost)
    {
        var rates = new TokenRates();
        ReadRates(cost, rates, isTop: false);
        beyond[threshold] = rates;
    }
}
