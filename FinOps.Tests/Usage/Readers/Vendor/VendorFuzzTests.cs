using System.Globalization;
using System.Text;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers.Vendor;

namespace FinOps.Tests.Usage.Readers.Vendor;

/// <summary>Whatever a usage object holds: the reader answers with sound counts or a fault, and never falls over.</summary>
public sealed class VendorFuzzTests
{
    private static readonly string[] Providers = ["openai", "anthropic", "google", "bedrock", "azure", "mistral", "deepseek", "xai", "cohere", "openrouter", "perplexity", "groq", ""];

    private static readonly string[] Flavors =
    [
        "", "default", "chat", "responses", "embeddings", "realtime", "images", "transcription", "anthropic", "gemini", "converse", "invoke_model", "cohere", "tokens", "canonical", "nonsense",
    ];

    private static readonly string[] Names =
    [
        "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details", "completion_tokens_details", "cached_tokens", "cache_write_tokens", "audio_tokens", "image_tokens",
        "reasoning_tokens", "input_tokens", "output_tokens", "input_tokens_details", "output_tokens_details", "input_token_details", "cached_tokens_details", "cache_creation",
        "cache_creation_input_tokens", "cache_read_input_tokens", "ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens", "server_tool_use", "web_search_requests", "iterations", "type",
        "promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "toolUsePromptTokenCount", "cachedContentTokenCount", "totalTokenCount", "promptTokensDetails", "cacheTokensDetails",
        "candidatesTokensDetails", "modality", "tokenCount", "inputTokens", "outputTokens", "cacheReadInputTokens", "cacheWriteInputTokens", "cacheDetails", "ttl", "cachedInputTokens",
        "inputTokenCount", "outputTokenCount", "inputTextTokenCount", "results", "billed_units", "tokens", "search_units", "prompt_cache_hit_tokens", "prompt_cache_miss_tokens",
        "cost", "cost_details", "is_byok", "upstream_inference_cost", "cost_in_usd_ticks", "service_tier", "speed", "inference_geo", "trafficType", "usage", "message", "response", "metadata",
        "usageMetadata", "meta", "cached_input_tokens", "input_audio_tokens", "output_audio_tokens", "tool_fees_usd", "citation_tokens", "num_sources_used", "a\\\"b", "\\u0000", "é",
    ];

    private static readonly string[] Texts = ["\"AUDIO\"", "\"IMAGE\"", "\"TEXT\"", "\"5m\"", "\"1h\"", "\"flex\"", "\"fast\"", "\"us\"", "\"message\"", "\"\"", "\"\\ud800\"", "\"12\"", "\"x\\\"y\""];

    private static readonly string[] Numbers = ["0", "-1", "1", "7", "7.0", "7.5", "1e3", "1e-3", "1e400", "-0", "100000000", "100000001", "9223372036854775807", "-9223372036854775808", "99999999999999999999"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Reader_OfRandomObjects_NeverThrowsAndNeverCountsBelowZero(int seed)
    {
        var random = new Random(seed);
        var reader = new VendorUsageReader(100_000_000);
        var read = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var json = new StringBuilder();
            Write(json, random, 0);
            var bytes = Encoding.UTF8.GetBytes($"  {json}");
            var fault = reader.Read(bytes, new TextSlice(2, bytes.Length - 2), Utf8(Providers, random), Utf8(Flavors, random), out var counts);
            read += fault is null && !counts.IsMissing ? 1 : 0;
            Assert.True(fault is not null ? fault.Message.Length > 0 && fault.Reason.Length > 0 : IsSound(counts), json.ToString());
        }

        Assert.True(read > 500, $"only {read} objects were read");
    }

    private static bool IsSound(in VendorCounts c) =>
        c.ToolFeesNanos >= 0 && c.ClaimedNanos is null or >= 0
        && PriceCalculator.IsConsistent(new UsageQuantities(
            checked((int)c.Input), (int)c.CacheRead, (int)c.CacheWrite5m, (int)c.CacheWrite1h, checked((int)c.Output), (int)c.SearchRequests, c.ToolFeesNanos, ServiceTier.Standard)
        {
            ReasoningTokens = (int)c.Reasoning,
            InputAudioTokens = (int)c.InputAudio,
            CacheReadAudioTokens = (int)c.CacheReadAudio,
            InputImageTokens = (int)c.InputImage,
            CacheReadImageTokens = (int)c.CacheReadImage,
            OutputAudioTokens = (int)c.OutputAudio,
            OutputImageTokens = (int)c.OutputImage,
        });

    private static byte[] Utf8(string[] texts, Random random) => Encoding.UTF8.GetBytes(texts[random.Next(texts.Length)]);

    private static void Write(StringBuilder json, Random random, int depth)
    {
        switch (random.Next(depth == 0 ? 40 : 10))
        {
            case 0:
                json.Append(Texts[random.Next(Texts.Length)]);
                break;
            case 1:
                json.Append(random.Next(2) == 0 ? "null" : "true");
                break;
            case 2 when depth < 6:
                WriteArray(json, random, depth);
                break;
            case 3 or 4 when depth < 6:
                WriteObject(json, random, depth);
                break;
            default:
                if (depth == 0)
                {
                    WriteObject(json, random, depth);
                    break;
                }

                json.Append(random.Next(6) == 0 ? Numbers[random.Next(Numbers.Length)] : random.Next(1_000).ToString(CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteArray(StringBuilder json, Random random, int depth)
    {
        json.Append('[');
        for (var i = random.Next(4); i > 0; i--)
        {
            Write(json, random, depth + 1);
            json.Append(i > 1 ? "," : "");
        }

        json.Append(']');
    }

    private static void WriteObject(StringBuilder json, Random random, int depth)
    {
        json.Append('{');
        for (var i = random.Next(1, 7); i > 0; i--)
        {
            json.Append('"').Append(Names[random.Next(Names.Length)]).Append("\":");
            Write(json, random, depth + 1);
            json.Append(i > 1 ? "," : "");
        }

        json.Append('}');
    }
}
