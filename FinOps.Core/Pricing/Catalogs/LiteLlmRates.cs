using System.Text.Json;

namespace FinOps.Core.Pricing;

/// <summary>The figures of one entry of LiteLLM's list.</summary>
internal sealed class LiteLlmRates
{
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal) { "input_dbu_cost_per_token", "output_dbu_cost_per_token", "search_context_cost_per_query", "input_cost_per_request", "input_cost_per_query" };

    private readonly Dictionary<(ServiceTier? Tier, int Threshold), TokenRates> sets = [];
    private readonly HashSet<ServiceTier> unusable = [];

    public LiteLlmRates(JsonElement entry, LiteLlmName name)
    {
        // xAI's threshold itself counts as long; every other provider charges beyond it.
        IsThresholdInclusive = name.Provider == "xai";
        foreach (var field in entry.EnumerateObject())
        {
            ReadField(field);
        }

        if (entry.TryGetProperty("tiered_pricing", out var tiers) && tiers.ValueKind == JsonValueKind.Array)
        {
            ReadTiers(tiers);
        }

        foreach (var tier in Tiers.Where(t => Set(t, 0).InputPer1M is null || (Standard.OutputPer1M is > 0 && Set(t, 0).OutputPer1M is null) || IsFarOff(t)))
        {
            unusable.Add(tier);
        }

        ReadScopes(entry);
    }

    /// <summary>The field that holds no usable price; null where all do.</summary>
    public string? Fault { get; private set; }

    public bool IsThresholdInclusive { get; }

    public TokenRates Standard => Set(null, 0);

    /// <summary>Meters that are no tokens and cost something.</summary>
    public List<string> Others { get; } = [];

    public IEnumerable<string> Unusable => unusable.Select(t => t.ToString().ToLowerInvariant());

    /// <summary>Service tiers with a price that can be used.</summary>
    public IEnumerable<ServiceTier> UsableTiers => Tiers.Where(t => !unusable.Contains(t));

    public IEnumerable<int> Thresholds => sets.Keys.Where(k => k.Tier is null && k.Threshold > 0).Select(k => k.Threshold).Order();

    public long? SearchPer1K { get; private set; }

    public long? RequestsPer1K { get; private set; }

    /// <summary>Places with a price of their own, as a factor on the standard one.</summary>
    public Dictionary<string, decimal> ScopeFactors { get; } = new(StringComparer.Ordinal) { [""] = 1m };

    /// <summary>The factor of the fast mode; null where there is none.</summary>
    public decimal? FastFactor { get; private set; }

    private IEnumerable<ServiceTier> Tiers => sets.Keys.Where(k => k.Tier is not null && k.Threshold == 0).Select(k => k.Tier!.Value).Order();

    public TokenRates Set(ServiceTier? tier, int threshold) => sets.TryGetValue((tier, threshold), out var rates) ? rates : new TokenRates();

    private bool IsFarOff(ServiceTier tier) => Set(tier, 0).InputPer1M is { } own && Standard.InputPer1M is { } plain && own > plain * 10m;

    private void ReadField(JsonProperty field)
    {
        if (field.Name == "search_context_cost_per_query")
        {
            SearchPer1K = Search(field.Value);
        }
        else if (field.Name == "input_cost_per_query")
        {
            // A query of a ranking model is what its usage counts as a search unit.
            SearchPer1K = SourceNumbers.Nanos(SourceNumbers.Number(field.Value) * 1_000);
        }
        else if (field.Name == "input_cost_per_request")
        {
            RequestsPer1K = SourceNumbers.Nanos(SourceNumbers.Number(field.Value) * 1_000);
        }
        else if (LiteLlmField.Parse(field.Name) is { } cost)
        {
            if (field.Value.ValueKind == JsonValueKind.Null)
            {
                return;
            }

            if (SourceNumbers.NanosPer1M(SourceNumbers.Number(field.Value)) is not { } nanos)
            {
                Fault ??= field.Name;
                return;
            }

            cost.Rate.Set(SetOf(cost.Tier, cost.Threshold), nanos);
        }
        else if (field.Name.Contains("cost", StringComparison.Ordinal) && !Ignored.Contains(field.Name) && SourceNumbers.Number(field.Value) is not null and not 0)
        {
            Others.Add(field.Name);
        }
    }

    private TokenRates SetOf(ServiceTier? tier, int threshold)
    {
        if (!sets.TryGetValue((tier, threshold), out var rates))
        {
            sets.Add((tier, threshold), rates = new TokenRates());
        }

        return rates;
    }

    private void ReadTiers(JsonElement tiers)
    {
        foreach (var tier in tiers.EnumerateArray())
        {
            if (tier.ValueKind != JsonValueKind.Object || !tier.TryGetProperty("range", out var range) || range.ValueKind != JsonValueKind.Array || range.GetArrayLength() == 0
                || SourceNumbers.Number(range[0]) is not (>= 0 and <= int.MaxValue and var start))
            {
                Fault ??= "tiered_pricing";
                return;
            }

            foreach (var field in tier.EnumerateObject())
            {
                if (LiteLlmField.Parse(field.Name) is { Tier: null } cost)
                {
                    cost.Rate.Set(SetOf(null, (int)start), SourceNumbers.NanosPer1M(SourceNumbers.Number(field.Value)));
                }
            }
        }
    }

    private void ReadScopes(JsonElement entry)
    {
        foreach (var place in new[] { "us", "eu" })
        {
            if (entry.TryGetProperty($"regional_processing_uplift_multiplier_{place}", out var uplift) && Factor(uplift) is { } factor)
            {
                ScopeFactors[place] = factor;
            }
        }

        if (!entry.TryGetProperty("provider_specific_entry", out var own) || own.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (own.TryGetProperty("us", out var us) && Factor(us) is { } usFactor)
        {
            ScopeFactors["us"] = usFactor;
        }

        FastFactor = own.TryGetProperty("fast", out var fast) ? Factor(fast) : null;
    }

    private static decimal? Factor(JsonElement element) => SourceNumbers.Number(element) is > 0 and <= PriceDraftCheck.MaxFactor and var factor ? factor : null;

    private static long? Search(JsonElement sizes) =>
        sizes.ValueKind == JsonValueKind.Object && sizes.TryGetProperty("search_context_size_medium", out var medium)
            ? SourceNumbers.Nanos(SourceNumbers.Number(medium) * 1_000)
            : null;
}
