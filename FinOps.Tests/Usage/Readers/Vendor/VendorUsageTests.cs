using FinOps.Core.Usage;

namespace FinOps.Tests.Usage.Readers.Vendor;

/// <summary>Each provider's own object, brought to the canonical counts.</summary>
public sealed class VendorUsageTests
{
    public static TheoryData<string, string, string, string> OpenAi() => new()
    {
        { "openai", "chat", """{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120}""", "in 100, out 20" },
        { "openai", "", """{"prompt_tokens":4020,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":1000,"cache_write_tokens":3012},"total_tokens":4024}""", "in 4020, cached 1000, 5m 3012, out 4" },
        { "openai", "chat", """{"prompt_tokens":81,"completion_tokens":72,"total_tokens":153,"prompt_tokens_details":{"audio_tokens":69,"text_tokens":12},"completion_tokens_details":{"audio_tokens":50,"text_tokens":22,"reasoning_tokens":0}}""", "in 81, out 72, in-audio 69, out-audio 50" },
        { "openai", "chat", """{"prompt_tokens":10,"completion_tokens":90,"completion_tokens_details":{"reasoning_tokens":64,"accepted_prediction_tokens":3,"rejected_prediction_tokens":7}}""", "in 10, out 90, reasoning 64" },
        { "openai", "responses", """{"input_tokens":4020,"input_tokens_details":{"cache_write_tokens":12,"cached_tokens":4000},"output_tokens":50,"output_tokens_details":{"reasoning_tokens":44},"total_tokens":4070}""", "in 4020, cached 4000, 5m 12, out 50, reasoning 44" },
        { "openai", "realtime", """{"type":"response.done","response":{"usage":{"total_tokens":253,"input_tokens":132,"output_tokens":121,"input_token_details":{"text_tokens":119,"audio_tokens":13,"image_tokens":0,"cached_tokens":64,"cached_tokens_details":{"text_tokens":60,"audio_tokens":4,"image_tokens":0}},"output_token_details":{"text_tokens":30,"audio_tokens":91}}}}""", "in 132, cached 64, out 121, in-audio 13, cached-audio 4, out-audio 91" },
        { "openai", "images", """{"total_tokens":4160,"input_tokens":13,"output_tokens":4147,"input_tokens_details":{"text_tokens":10,"image_tokens":3},"output_tokens_details":{"text_tokens":0,"image_tokens":4147}}""", "in 13, out 4147, in-image 3, out-image 4147" },
        { "openai", "transcription", """{"type":"tokens","total_tokens":141,"input_tokens":100,"input_token_details":{"text_tokens":0,"audio_tokens":100},"output_tokens":41}""", "in 100, out 41, in-audio 100" },
        { "openai", "embeddings", """{"prompt_tokens":4,"total_tokens":4}""", "in 4" },
        { "azure.ai.openai", "", """{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14,"prompt_tokens_details":{"cached_tokens":0}}""", "in 9, out 5" },
        { "groq", "default", """{"completion_time":0.17,"completion_tokens":87,"prompt_time":0.006,"prompt_tokens":336,"prompt_tokens_details":{"cached_tokens":256},"queue_time":0.21,"total_time":0.18,"total_tokens":423}""", "in 336, cached 256, out 87" },
        { "groq", "", """{"id":"x","x_groq":{"usage":{"prompt_tokens":5,"completion_tokens":2}}}""", "in 5, out 2" },
        { "cerebras", "chat", """{"completion_tokens":47,"completion_tokens_details":{"reasoning_tokens":27},"prompt_tokens":98,"total_tokens":145}""", "in 98, out 47, reasoning 27" },
        { "mistral", "default", """{"completion_tokens":12,"num_cached_tokens":151,"prompt_tokens":152,"total_tokens":164}""", "in 152, out 12" },
        { "moonshotai", "chat", """{"prompt_tokens":1000,"completion_tokens":100,"cached_tokens":100,"total_tokens":1100}""", "in 1000, cached 100, out 100" },
        { "deepseek", "chat", """{"completion_tokens":79,"completion_tokens_details":{"reasoning_tokens":26},"prompt_cache_hit_tokens":800,"prompt_cache_miss_tokens":75,"prompt_tokens":875,"prompt_tokens_details":{"cached_tokens":800},"total_tokens":954}""", "in 875, cached 800, out 79, reasoning 26" },
        { "deepseek", "", """{"completion_tokens":7,"prompt_cache_hit_tokens":60,"prompt_cache_miss_tokens":40}""", "in 100, cached 60, out 7" },
        { "litellm", "", """{"prompt_tokens":500,"completion_tokens":10,"total_tokens":510,"cache_creation_input_tokens":100,"cache_read_input_tokens":300,"prompt_tokens_details":{"cached_tokens":300,"cache_creation_tokens":100}}""", "in 500, cached 300, 5m 100, out 10" },
        { "openrouter", "chat", """{"completion_tokens":100,"completion_tokens_details":{"image_tokens":80,"reasoning_tokens":5},"prompt_tokens":3214,"prompt_tokens_details":{"audio_tokens":2,"cache_write_tokens":3000,"cached_tokens":200,"video_tokens":1},"total_tokens":3314}""", "in 3214, cached 200, 5m 3000, out 100, reasoning 5, in-audio 2, out-image 80" },
    };

    public static TheoryData<string, string, string, string> Others() => new()
    {
        { "anthropic", "default", """{"cache_creation":{"ephemeral_1h_input_tokens":100,"ephemeral_5m_input_tokens":474},"cache_creation_input_tokens":574,"cache_read_input_tokens":20443,"input_tokens":6,"output_tokens":489,"output_tokens_details":{"thinking_tokens":77},"server_tool_use":{"web_fetch_requests":4,"web_search_requests":2},"service_tier":"standard"}""", "in 21023, cached 20443, 5m 474, 1h 100, out 489, reasoning 77, searches 2" },
        { "anthropic", "", """{"input_tokens":10,"cache_creation_input_tokens":50,"output_tokens":5}""", "in 60, 5m 50, out 5" },
        { "anthropic", "chat", """{"prompt_tokens":60,"completion_tokens":5,"total_tokens":65}""", "in 60, out 5" },
        { "aws", "anthropic", """{"cache_creation_input_tokens":1956,"cache_read_input_tokens":9511,"input_tokens":3,"output_tokens":44}""", "in 11470, cached 9511, 5m 1956, out 44" },
        { "bedrock", "", """{"inputTokens":3,"outputTokens":250,"totalTokens":2075,"cacheReadInputTokens":0,"cacheWriteInputTokens":1822,"cacheDetails":[{"ttl":"1h","inputTokens":800},{"ttl":"5m","inputTokens":1022}]}""", "in 1825, 5m 1022, 1h 800, out 250" },
        { "bedrock", "converse", """{"metadata":{"usage":{"inputTokens":5,"outputTokens":7,"totalTokens":12},"metrics":{"latencyMs":10}}}""", "in 5, out 7" },
        { "bedrock", "invoke_model", """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":3,"outputTokenCount":44,"cacheReadInputTokenCount":9511,"cacheWriteInputTokenCount":1956,"invocationLatency":900,"firstByteLatency":400}}""", "in 11470, cached 9511, 5m 1956, out 44" },
        { "bedrock", "invoke_model", """{"inputTextTokenCount":12,"results":[{"tokenCount":30,"outputText":"x","completionReason":"FINISH"}]}""", "in 12, out 30" },
        { "bedrock", "invoke_model", """{"prompt_token_count":12,"generation_token_count":30,"stop_reason":"stop"}""", "in 12, out 30" },
        { "google", "default", """{"candidatesTokenCount":28,"promptTokenCount":85,"promptTokensDetails":[{"modality":"TEXT","tokenCount":85}],"thoughtsTokenCount":54,"toolUsePromptTokenCount":132,"toolUsePromptTokensDetails":[{"modality":"TEXT","tokenCount":132}],"totalTokenCount":299}""", "in 217, out 82, reasoning 54" },
        { "gcp.gemini", "", """{"usageMetadata":{"promptTokenCount":300,"cachedContentTokenCount":200,"promptTokensDetails":[{"modality":"TEXT","tokenCount":100},{"modality":"AUDIO","tokenCount":120},{"modality":"IMAGE","tokenCount":50},{"modality":"DOCUMENT","tokenCount":30}],"cacheTokensDetails":[{"modality":"AUDIO","tokenCount":110},{"modality":"IMAGE","tokenCount":40}],"candidatesTokenCount":90,"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":60},{"modality":"AUDIO","tokenCount":20}]}}""", "in 300, cached 200, out 90, in-audio 120, cached-audio 110, in-image 80, cached-image 40, out-audio 20, out-image 60" },
        { "google", "", """{"prompt_token_count":300,"candidates_token_count":9,"thoughts_token_count":1,"cached_content_token_count":20,"prompt_tokens_details":[{"modality":"MediaModality.AUDIO","token_count":4}],"total_token_count":310}""", "in 300, cached 20, out 10, reasoning 1, in-audio 4" },
        { "google", "default", """{"promptTokenCount":510,"thoughtsTokenCount":18,"totalTokenCount":528}""", "in 510, out 18, reasoning 18" },
        { "google", "chat", """{"prompt_tokens":60,"completion_tokens":5,"total_tokens":65}""", "in 60, out 5" },
        { "google", "live", """{"promptTokenCount":7,"responseTokenCount":9,"responseTokensDetails":[{"modality":"AUDIO","tokenCount":8}],"totalTokenCount":16}""", "in 7, out 9, out-audio 8" },
        { "cohere", "default", """{"billed_units":{"input_tokens":5.0,"output_tokens":418},"tokens":{"input_tokens":71,"output_tokens":418},"cached_tokens":64}""", "in 5, out 418" },
        { "cohere", "tokens", """{"billed_units":{"input_tokens":5,"output_tokens":418},"tokens":{"input_tokens":71,"output_tokens":418},"cached_tokens":64}""", "in 71, cached 64, out 418" },
        { "cohere", "embeddings", """{"meta":{"billed_units":{"input_tokens":3}}}""", "in 3" },
        { "cohere", "rerank", """{"meta":{"billed_units":{"search_units":2}}}""", "searches 2" },
        { "xai", "chat", """{"prompt_tokens":32,"completion_tokens":9,"total_tokens":135,"prompt_tokens_details":{"cached_tokens":6},"completion_tokens_details":{"reasoning_tokens":94},"num_sources_used":3}""", "in 32, cached 6, out 103, reasoning 94, searches 3" },
        { "xai", "chat", """{"prompt_tokens":500,"completion_tokens":500,"total_tokens":1000,"completion_tokens_details":{"reasoning_tokens":200}}""", "in 500, out 500, reasoning 200" },
        { "grok", "default", """{"prompt_tokens":32,"completion_tokens":9,"reasoning_tokens":94,"cached_prompt_text_tokens":6}""", "in 32, cached 6, out 103, reasoning 94" },
        { "x-ai", "responses", """{"input_tokens":11365,"output_tokens":498,"output_tokens_details":{"reasoning_tokens":300},"total_tokens":11863,"server_side_tool_usage_details":{"web_search_calls":2,"x_search_calls":1}}""", "in 11365, out 498, reasoning 300, searches 3" },
        { "perplexity", "default", """{"prompt_tokens":10,"completion_tokens":65,"reasoning_tokens":25,"citation_tokens":10,"num_search_queries":3,"total_tokens":75}""", "in 20, out 90, reasoning 25, searches 3" },
        { "anything", "", """{"input_tokens":100,"cached_input_tokens":60,"cache_write_tokens":5,"cache_write_1h_tokens":5,"output_tokens":9,"reasoning_tokens":4,"search_requests":1}""", "in 100, cached 60, 5m 5, 1h 5, out 9, reasoning 4, searches 1" },
        { "anything", "", """{"inputTokens":{"total":100,"noCache":30,"cacheRead":60,"cacheWrite":10},"outputTokens":{"total":9,"text":5,"reasoning":4}}""", "in 100, cached 60, 5m 10, out 9, reasoning 4" },
        { "anthropic", "", """{"input_tokens":100,"output_tokens":9,"total_tokens":109,"input_token_details":{"cache_read":60,"cache_creation":10,"audio":3},"output_token_details":{"reasoning":4,"audio":2}}""", "in 100, cached 60, 5m 10, out 9, reasoning 4, in-audio 3, out-audio 2" },
        { "ollama", "", """{"model":"llama3.2","done":true,"total_duration":4883583458,"prompt_eval_count":26,"eval_count":282}""", "in 26, out 282" },
        { "openai", "", """{"custom_id":"1","response":{"status_code":200,"body":{"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}}}""", "in 5, out 6" },
        { "anthropic", "", """{"custom_id":"1","result":{"type":"succeeded","message":{"usage":{"input_tokens":5,"cache_read_input_tokens":7,"output_tokens":6,"service_tier":"batch"}}}}""", "in 12, cached 7, out 6" },
        { "cohere", "", """{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":5,"output_tokens":6},"tokens":{"input_tokens":71,"output_tokens":6}}}}""", "in 5, out 6" },
        { "anything", "", """{"inputTokens":100,"outputTokens":9,"totalTokens":109,"reasoningTokens":4,"cachedInputTokens":60}""", "in 100, cached 60, out 9, reasoning 4" },
    };

    [Theory]
    [MemberData(nameof(OpenAi))]
    [MemberData(nameof(Others))]
    public void Usage_OfEachProvider_IsItsCanonicalCounts(string provider, string flavor, string json, string expected)
    {
        var (counts, fault, _, _) = VendorUsage.Read(provider, flavor, json);

        Assert.Null(fault);
        Assert.Equal(expected, VendorUsage.Say(counts));
        Assert.Equal(UsageFlags.None, counts.Flags);
    }

    [Theory]
    [InlineData("anthropic", """[{"type":"message_start","message":{"model":"claude-x","usage":{"input_tokens":12,"cache_read_input_tokens":100,"output_tokens":1}}},{"type":"content_block_delta","delta":{"text":"hi"}},{"type":"message_delta","usage":{"output_tokens":40}},{"type":"message_delta","usage":{"output_tokens":88}}]""", "in 112, cached 100, out 88")]
    [InlineData("anthropic", """[{"input_tokens":12,"output_tokens":1},{"input_tokens":12,"output_tokens":7,"server_tool_use":{"web_search_requests":1}}]""", "in 12, out 7, searches 1")]
    [InlineData("openai", """[{"choices":[{}],"usage":null},null,{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}]""", "in 5, out 6")]
    [InlineData("google", """[{"usageMetadata":{"promptTokenCount":5,"totalTokenCount":5}},{"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":8,"candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":8}],"totalTokenCount":13}}]""", "in 5, out 8, out-audio 8")]
    public void Stream_OfCumulativeObjects_CountsTheLastOfEachValue(string provider, string json, string expected)
    {
        var (counts, fault, _, _) = VendorUsage.Read(provider, "", json);

        Assert.Null(fault);
        Assert.Equal(expected, VendorUsage.Say(counts));
        Assert.Equal(UsageFlags.None, counts.Flags);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[null,{\"usage\":null}]")]
    [InlineData("{\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0}],\"usage\":null}")]
    public void Usage_ThatSaysNothing_IsMissing(string json)
    {
        var (counts, fault, _, _) = VendorUsage.Read("openai", "chat", json);

        Assert.Null(fault);
        Assert.True(counts.IsMissing);
    }

    [Theory]
    [InlineData("anthropic", """{"input_tokens":1,"output_tokens":1,"service_tier":"priority","inference_geo":"us"}""", "priority", "us")]
    [InlineData("anthropic", """{"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":0,"service_tier":"standard","speed":"fast","inference_geo":"not_available"}""", "fast", "")]
    [InlineData("openai", """{"id":"r","service_tier":"flex","output":[],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}""", "flex", "")]
    [InlineData("google", """{"promptTokenCount":1,"trafficType":"ON_DEMAND_PRIORITY"}""", "ON_DEMAND_PRIORITY", "")]
    [InlineData("google", """{"promptTokenCount":1,"serviceTier":"standard","trafficType":"ON_DEMAND"}""", "standard", "")]
    [InlineData("bedrock", """{"usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"serviceTier":{"type":"priority"},"region":"us-east-1"}""", "priority", "us-east-1")]
    public void Usage_ThatNamesTierOrPlace_IsHeard(string provider, string json, string tier, string scope)
    {
        var read = VendorUsage.Read(provider, provider == "anthropic" ? "anthropic" : "", json);

        Assert.Null(read.Fault);
        Assert.Equal((tier, scope), (read.Tier, read.Scope));
    }

    [Theory]
    [InlineData("openrouter", """{"prompt_tokens":1,"completion_tokens":1,"cost":0.01355025,"is_byok":false,"cost_details":{"upstream_inference_cost":0.01355025}}""", 13_550_250L)]
    [InlineData("openrouter", """{"prompt_tokens":1,"completion_tokens":1,"cost":0.0005,"is_byok":true,"cost_details":{"upstream_inference_cost":0.01}}""", 10_500_000L)]
    [InlineData("openrouter", """{"prompt_tokens":1,"completion_tokens":1,"cost":7e-05,"cost_details":{"upstream_inference_cost":null}}""", 70_000L)]
    [InlineData("xai", """{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2,"cost_in_usd_ticks":2709000}""", 270_900L)]
    [InlineData("perplexity", """{"prompt_tokens":1,"completion_tokens":1,"cost":{"request_cost":0.005,"total_cost":0.006}}""", 6_000_000L)]
    [InlineData("groq", """{"prompt_tokens":1,"completion_tokens":1,"pydantic_ai_gateway":{"cost_estimate":3.11e-05}}""", 31_100L)]
    [InlineData("openai", """{"prompt_tokens":1,"completion_tokens":1,"cost":5}""", null)]
    [InlineData("openrouter", """{"prompt_tokens":1,"completion_tokens":1,"cost":-5}""", null)]
    public void Usage_ThatStatesACost_ClaimsIt(string provider, string json, long? nanos)
    {
        var (counts, fault, _, _) = VendorUsage.Read(provider, "", json);

        Assert.Null(fault);
        Assert.Equal(nanos, counts.ClaimedNanos);
    }
}
