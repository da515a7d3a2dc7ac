using System.Text.Json;

namespace FinOps.Core.Pricing;

/// <summary>One set of prices of genai-prices. Field names are compared without underscores and case, as its editions write them differently.</summary>
internal sealed class GenAiCharges
{
    private static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["inputmtok"] = "input",
        ["cachereadmtok"] = "cache_read",
        ["cachewritemtok"] = "cache_write_5m",
        ["cachewrite5mmtok"] = "cache_write_5m",
        ["cachewrite1hmtok"] = "cache_write_1h",
        ["outputmtok"] = "output",
        ["outputreasoningmtok"] = "reasoning",
        ["reasoningmtok"] = "reasoning",
        ["inputaudiomtok"] = "input_audio",
        ["cacheaudioreadmtok"] = "cache_read_audio",
        ["inputimagemtok"] = "input_image",
        ["cacheimagereadmtok"] = "cache_read_image",
        ["outputaudiomtok"] = "output_audio",
        ["outputimagemtok"] = "output_image",
    };

    private readonly TokenRates standard = new();
    private readonly SortedDictionary<int, TokenRates> beyond = [];
    private long? searchPer1K;
    private long? requestsPer1K;

    public GenAiCharges(JsonElement prices)
    {
        if (prices.ValueKind != JsonValueKind.Object)
        {
            Fault = "prices";
            return;
        }

        foreach (var field in prices.EnumerateObject().Where(f => f.Value.ValueKind != JsonValueKind.Null))
        {
            ReadField(field.Name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant(), field);
        }
    }

    /// <summary>The field that holds no usable price; null where all do.</summary>
    public string? Fault { get; private set; }

    /// <summary>Meters that are no tokens.</summary>
    public List<string> Others { get; } = [];

    public bool IsEmpty => standard.IsEmpty() && requestsPer1K is null;

    public Price ToPrice() => new()
    {
        Kind = PriceKind.Catalog,
        Rates = standard,
        ContextTiers = [.. beyond.Select(tier => TierOf(tier.Key, tier.Value.Over(standard)))],
        SearchPer1K = searchPer1K,
        RequestsPer1K = requestsPer1K,
        ValidFromMicros = PriceFile.Undated,
    };

    /// <summary>The list says "more than 271,999" where the provider says "from 272,000".</summary>
    private static ContextTier TierOf(int start, TokenRates rates) => start % 1_000 == 999
        ? new ContextTier { Threshold = start + 1, IsInclusive = true, Rates = rates }
        : new ContextTier { Threshold = start, Rates = rates };

    private void ReadField(string name, JsonProperty field)
    {
        if (Columns.TryGetValue(name, out var column))
        {
            ReadRate(SourceRates.Named(column), field);
        }
        else if (name is "websearcheskcount")
        {
            searchPer1K = Fee(field);
        }
        else if (name is "requestskcount")
        {
            requestsPer1K = Fee(field);
        }
        else
        {
            Others.Add(field.Name);
        }
    }

    private long? Fee(JsonProperty field)
    {
        var nanos = SourceNumbers.Nanos(SourceNumbers.Number(field.Value));
        Fault ??= nanos is null ? field.Name : null;
        return nanos;
    }

    private void ReadRate(TokenRate rate, JsonProperty field)
    {
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            Set(standard, rate, field, field.Value);
            return;
        }

        if (field.Value.TryGetProperty("base", out var start))
        {
            Set(standard, rate, field, start);
        }

        if (!field.Value.TryGetProperty("tiers", out var tiers) || tiers.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var tier in tiers.EnumerateArray())
        {
            if (tier.ValueKind != JsonValueKind.Object || !tier.TryGetProperty("start", out var from) || !tier.TryGetProperty("price", out var price)
                || SourceNumbers.Number(from) is not (> 0 and < int.MaxValue and var threshold) || !decimal.IsInteger(threshold))
            {
                Fault ??= field.Name;
                return;
            }

            if (!beyond.TryGetValue((int)threshold, out var rates))
            {
                beyond.Add((int)threshold, rates = new TokenRates());
            }

            Set(rates, rate, field, price);
        }
    }

    private void Set(TokenRates rates, TokenRate rate, JsonProperty field, JsonElement value)
    {
        var nanos = SourceNumbers.Nanos(SourceNumbers.Number(value));
        Fault ??= nanos is null ? field.Name : null;
        rate.Set(rates, nanos);
    }
}
