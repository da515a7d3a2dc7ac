using System.Globalization;
using System.Text.RegularExpressions;

namespace FinOps.Core.Pricing;

/// <summary>A cost field taken apart: <c>input_cost_per_token_above_272k_tokens_priority</c> is input, beyond 272,000 tokens, priority tier.</summary>
/// <param name="Rate">What is priced.</param>
/// <param name="Threshold">Total input tokens beyond which it applies; 0 for the base rate.</param>
/// <param name="Tier">The service tier; null for the standard one.</param>
internal sealed partial record LiteLlmField(TokenRate Rate, int Threshold, ServiceTier? Tier)
{
    private static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["input_cost_per_token"] = "input",
        ["cache_read_input_token_cost"] = "cache_read",
        ["input_cost_per_token_cache_hit"] = "cache_read",
        ["cache_creation_input_token_cost"] = "cache_write_5m",
        ["cache_creation_input_token_cost_above_1hr"] = "cache_write_1h",
        ["output_cost_per_token"] = "output",
        ["output_cost_per_reasoning_token"] = "reasoning",
        ["input_cost_per_audio_token"] = "input_audio",
        ["cache_read_input_audio_token_cost"] = "cache_read_audio",
        ["input_cost_per_image_token"] = "input_image",
        ["cache_read_input_image_token_cost"] = "cache_read_image",
        ["output_cost_per_audio_token"] = "output_audio",
        ["output_cost_per_image_token"] = "output_image",
    };

    /// <summary>Null for a field that prices no tokens.</summary>
    public static LiteLlmField? Parse(string name)
    {
        var parts = Suffixes().Match(name);
        var tier = parts.Groups["tier"].Value switch
        {
            "priority" => ServiceTier.Priority,
            "flex" => ServiceTier.Flex,
            "batches" => ServiceTier.Batch,
            _ => (ServiceTier?)null,
        };
        var threshold = parts.Groups["k"].Success ? int.Parse(parts.Groups["k"].Value, CultureInfo.InvariantCulture) * 1_000 : 0;
        return Columns.TryGetValue(parts.Groups["base"].Value, out var column) ? new LiteLlmField(SourceRates.Named(column), threshold, tier) : null;
    }

    [GeneratedRegex(@"^(?<base>.*?)(_above_(?<k>\d{1,6})k_tokens)?(_(?<tier>priority|flex|batches))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Suffixes();
}
