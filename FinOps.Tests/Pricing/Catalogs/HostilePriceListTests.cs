using System.Text;
using System.Text.RegularExpressions;
using FinOps.Core.Pricing;

namespace FinOps.Tests.Pricing.Catalogs;

/// <summary>Lists in which anything may stand anywhere.</summary>
public sealed partial class HostilePriceListTests
{
    private static readonly string[] Values =
        ["null", "-1", "1e400", "1e-400", "\"x\"", "{}", "[]", "true", "99999999999999999999999999999999999", "{\"base\":{},\"tiers\":[{}]}", "[[]]", "\"\"", "\"\\ud800\"", "1e3"];

    [Theory]
    [InlineData("""{ "azure/us/m": { "litellm_provider": "azure", "input_cost_per_token": 1e-06, "input_cost_per_token_above_200k_tokens": 2e-06, "output_cost_per_token_flex": 1e-06, "mode": "chat", "provider_specific_entry": { "us": 1.1, "fast": 2 }, "search_context_cost_per_query": { "search_context_size_medium": 0.01 }, "tiered_pricing": [ { "range": [0, 5], "input_cost_per_token": 1e-07 } ] }, "ok": { "litellm_provider": "x", "input_cost_per_token": 1e-06 } }""")]
    [InlineData("""[ { "id": "aws", "fallback_model_providers": ["openai"], "models": [ { "id": "m", "match": { "or": [ { "equals": "a" }, { "regex": "^b$" }, { "contains": "c" } ] }, "prices": [ { "prices": { "input_mtok": { "base": 1, "tiers": [ { "start": 5, "price": 2 } ] } } }, { "constraint": { "start_date": "2026-01-01" }, "prices": { "output_mtok": 2 } }, { "constraint": { "start_time": "01:00:00Z", "end_time": "02:00:00Z" }, "prices": { "requests_kcount": 2 } } ] }, { "id": "n", "match": { "equals": "n" }, "prices": { "input_mtok": 1 } } ] } ]""")]
    [InlineData("""{ "openai": { "id": "openai", "models": { "gpt-9": { "id": "gpt-9", "cost": { "input": 2, "output": 8, "context_over_200k": { "input": 4 }, "tiers": [ { "input": 4, "tier": { "size": 9 } } ] } } } }, "claude-9": { "cost": { "input": 1 } } }""")]
    public void Read_WithAnyValueAnywhere_NeverThrowsAndNeverGivesANegativePrice(string list)
    {
        foreach (Match place in Tokens().Matches(list))
        {
            foreach (var value in Values)
            {
                var text = list[..place.Index] + value + list[(place.Index + place.Length)..];

                if (PriceFileReader.Read(Encoding.UTF8.GetBytes(text)) is PriceFileResult.Read { File: var file })
                {
                    Assert.All(file.Prices, p => Assert.All(TokenRate.All, rate => Assert.False(rate.Of(p.Rates) < 0)));
                    Assert.All(file.Prices, p => Assert.False(p.ModelPattern.Length == 0 || p.Provider.Length == 0));
                }
            }
        }
    }

    [GeneratedRegex(@"-?\d[\d.eE+-]*|""[^""]*""(?!\s*:)|\{[^{}]*\}|\[[^\[\]]*\]")]
    private static partial Regex Tokens();
}
