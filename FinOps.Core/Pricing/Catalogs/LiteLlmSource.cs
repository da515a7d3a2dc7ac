using System.Text.Json;

namespace FinOps.Core.Pricing;

/// <summary>Reads LiteLLM's model price list: one object, model names as keys, prices per token.</summary>
internal sealed class LiteLlmSource(SourceRows rows)
{
    private const string Source = "LiteLLM model prices";

    /// <summary>True when some entry names its provider as this list does.</summary>
    public static bool IsFormat(JsonElement root) => root.ValueKind == JsonValueKind.Object
        && root.EnumerateObject().Any(p => p.Value.ValueKind == JsonValueKind.Object && (p.Value.TryGetProperty("litellm_provider", out _) || p.Value.TryGetProperty("input_cost_per_token", out _)));

    public void Read(JsonElement root)
    {
        foreach (var entry in root.EnumerateObject())
        {
            if (entry.Name == "sample_spec")
            {
                continue;
            }

            if (entry.Value.ValueKind != JsonValueKind.Object || Text(entry.Value, "litellm_provider") is not { Length: > 0 } provider)
            {
                rows.Skip(entry.Value, "", entry.Name, "litellm_provider", "The entry names no provider, so nobody knows whose price it is.");
            }
            else if (LiteLlmName.Of(entry.Name, provider) is not { } name)
            {
                rows.Skip(entry.Value, provider, entry.Name, "name", "Priced by image size or by reserved throughput, not by tokens.");
            }
            else
            {
                ReadModel(entry, name);
            }
        }
    }

    private void ReadModel(JsonProperty entry, LiteLlmName name)
    {
        var rates = new LiteLlmRates(entry.Value, name);
        if (rates.Fault is { } fault)
        {
            rows.Skip(entry.Value, name.Provider, entry.Name, fault, "No price that can be used: a rate is below 0, above 10,000 USD per million tokens, or no number.");
            return;
        }

        if (rates.Standard.IsEmpty() && rates.RequestsPer1K is null)
        {
            rows.Skip(entry.Value, name.Provider, entry.Name, string.Join(", ", rates.Others.DefaultIfEmpty("cost")), rates.Others.Count == 0
                ? "The entry lists no price." : "Not priced by tokens.");
            return;
        }

        if (rates.Standard.IsFree() && rates.RequestsPer1K is null && rates.Others.Count > 0)
        {
            rows.Skip(entry.Value, name.Provider, entry.Name, string.Join(", ", rates.Others), "Not priced by tokens: taking its token prices of 0 would show real cost as free.");
            return;
        }

        foreach (var other in rates.Others)
        {
            rows.LeaveOut(entry.Value, name.Provider, entry.Name, other, "No token price; calls that use it cost more than is shown.");
        }

        foreach (var tier in rates.Unusable)
        {
            rows.LeaveOut(entry.Value, name.Provider, entry.Name, tier, "The price of this service tier is incomplete or beyond ten times the standard one.");
        }

        rows.Prices.AddRange(new LiteLlmRows(rates, name, Source).All());
    }

    private static string? Text(JsonElement entry, string field) =>
        entry.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
