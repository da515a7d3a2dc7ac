using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Pricing;

namespace FinOps.Tests.Pricing.Questions;

/// <summary>
/// Raw usage objects of every vendor against the built-in prices. What is expected is written as the vendor's own price page would have it:
/// tokens × USD per million, and fees as count × USD, summed here by plain decimals.
/// </summary>
public sealed class VendorVectorTests
{
    private static readonly PriceSnapshot Catalog = new(PriceCatalog.Rows);

    [Theory]
    [InlineData("openai chat cached+reasoning", """{"provider":"openai","model":"gpt-5.4","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":200,"total_tokens":1200,"prompt_tokens_details":{"cached_tokens":400,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":128,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}""", "600*2.5 400*0.25 200*15", "")]
    [InlineData("openai chat rejected predictions are in the completion", """{"provider":"openai","model":"gpt-4o","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":100,"completion_tokens":300,"total_tokens":400,"completion_tokens_details":{"accepted_prediction_tokens":100,"rejected_prediction_tokens":50}}}""", "100*2.5 300*10", "")]
    [InlineData("openai chat cache write 5.6", """{"provider":"openai","model":"gpt-5.6-sol","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":10000,"completion_tokens":10,"total_tokens":10010,"prompt_tokens_details":{"cached_tokens":2000,"cache_write_tokens":5000}}}""", "3000*4 2000*0.4 5000*5 10*20", "")]
    [InlineData("openai cache write on a model without a rate is plain input", """{"provider":"openai","model":"gpt-5.4","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":10000,"completion_tokens":10,"prompt_tokens_details":{"cached_tokens":2000,"cache_write_tokens":5000}}}""", "8000*2.5 2000*0.25 10*15", "")]
    [InlineData("openai gpt-5.4 long context 271999", """{"provider":"openai","model":"gpt-5.4","at":"2026-09-20T12:00:00Z","api_flavor":"responses","usage":{"input_tokens":271999,"output_tokens":100}}""", "271999*2.5 100*15", "")]
    [InlineData("openai gpt-5.4 long context 272000", """{"provider":"openai","model":"gpt-5.4","at":"2026-09-20T12:00:00Z","api_flavor":"responses","usage":{"input_tokens":272000,"output_tokens":100}}""", "272000*5 100*22.5", "")]
    [InlineData("openai gpt-5.4 long context 272001", """{"provider":"openai","model":"gpt-5.4","at":"2026-09-20T12:00:00Z","api_flavor":"responses","usage":{"input_tokens":272001,"output_tokens":100}}""", "272001*5 100*22.5", "")]
    [InlineData("openai gpt-6-sol long context 271999", """{"provider":"openai","model":"gpt-6-sol","at":"2026-09-20T12:00:00Z","api_flavor":"responses","usage":{"input_tokens":271999,"output_tokens":100,"total_tokens":272099}}""", "271999*2 100*10", "")]
    [InlineData("openai gpt-6-sol long context 272000", """{"provider":"openai","model":"gpt-6-sol","at":"2026-09-20T12:00:00Z","api_flavor":"responses","usage":{"input_tokens":272000,"output_tokens":100,"total_tokens":272100}}""", "272000*2 100*10", "")]
    [InlineData("openai gpt-6-sol long context 272001", """{"provider":"openai","model":"gpt-6-sol","at":"2026-09-20T12:00:00Z","api_flavor":"responses","usage":{"input_tokens":272001,"output_tokens":100,"total_tokens":272101}}""", "272001*4 100*15", "")]
    [InlineData("openai responses flex tier inside the response", """{"provider":"openai","model":"gpt-5.4","at":"2026-09-20T12:00:00Z","api_flavor":"responses","usage":{"id":"r","object":"response","service_tier":"flex","usage":{"input_tokens":1000,"input_tokens_details":{"cached_tokens":200},"output_tokens":100,"output_tokens_details":{"reasoning_tokens":64},"total_tokens":1100}}}""", "800*1.25 200*0.125 100*7.5", "")]
    [InlineData("openai priority", """{"provider":"openai","model":"gpt-5.4","at":"2026-09-20T12:00:00Z","service_tier":"priority","usage":{"input_tokens":1000,"input_tokens_details":{"cached_tokens":200},"output_tokens":100,"total_tokens":1100}}""", "800*5 200*0.5 100*30", "")]
    [InlineData("openai priority long context", """{"provider":"openai","model":"gpt-6-astra","at":"2026-09-20T12:00:00Z","service_tier":"priority","usage":{"input_tokens":300000,"output_tokens":100}}""", "300000*40 100*150", "")]
    [InlineData("openai batch", """{"provider":"openai","model":"gpt-4o","at":"2026-09-20T12:00:00Z","batch":true,"usage":{"prompt_tokens":1000,"completion_tokens":100}}""", "1000*1.25 100*5", "")]
    [InlineData("openai batch line with its body", """{"provider":"openai","model":"gpt-4o-mini","at":"2026-09-20T12:00:00Z","batch":true,"usage":{"id":"b","custom_id":"1","response":{"status_code":200,"body":{"model":"gpt-4o-mini","usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}}}}""", "1000*0.075 100*0.3", "")]
    [InlineData("openai tier auto/default/scale is standard", """{"provider":"openai","model":"gpt-4o","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"service_tier":"default"}}""", "1000*2.5 100*10", "")]
    [InlineData("openai stream last chunk", """{"provider":"openai","model":"gpt-4o","at":"2026-09-20T12:00:00Z","usage":[{"choices":[{}],"usage":null},{"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":5,"total_tokens":25}}]}""", "20*2.5 5*10", "")]
    [InlineData("openai embeddings", """{"provider":"openai","model":"text-embedding-3-small","at":"2026-09-20T12:00:00Z","api_flavor":"embeddings","usage":{"prompt_tokens":1234,"total_tokens":1234}}""", "1234*0.02", "")]
    [InlineData("openai embeddings large", """{"provider":"openai","model":"text-embedding-3-large","at":"2026-09-20T12:00:00Z","usage":{"object":"list","usage":{"prompt_tokens":8191,"total_tokens":8191}}}""", "8191*0.13", "")]
    [InlineData("openai realtime", """{"provider":"openai","model":"gpt-realtime","at":"2026-09-20T12:00:00Z","api_flavor":"realtime","usage":{"total_tokens":1000,"input_tokens":800,"output_tokens":200,"input_token_details":{"text_tokens":300,"audio_tokens":500,"cached_tokens":200,"cached_tokens_details":{"text_tokens":100,"audio_tokens":100}},"output_token_details":{"text_tokens":50,"audio_tokens":150}}}""", "200*4 400*32 100*0.4 100*0.4 50*16 150*64", "")]
    [InlineData("openai image", """{"provider":"openai","model":"gpt-image-1","at":"2026-09-20T12:00:00Z","api_flavor":"images","usage":{"input_tokens":250,"input_tokens_details":{"text_tokens":50,"image_tokens":200},"output_tokens":4160,"total_tokens":4410}}""", "50*5 200*10 4160*40", "")]
    [InlineData("openai audio chat", """{"provider":"openai","model":"gpt-4o-audio-preview","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":500,"completion_tokens":300,"total_tokens":800,"prompt_tokens_details":{"audio_tokens":400,"cached_tokens":0},"completion_tokens_details":{"audio_tokens":250}}}""", "100*2.5 400*40 50*10 250*80", "")]
    [InlineData("openai web search", """{"provider":"openai","model":"gpt-5","at":"2026-09-20T12:00:00Z","search_requests":2,"usage":{"input_tokens":9000,"output_tokens":100}}""", "9000*1.25 100*10", "2*0.01")]
    public Task OpenAi_Usage_CostsWhatItsPriceListSays(string what, string question, string tokens, string fees) => AssertCostAsync(what, question, tokens, fees);

    [Theory]
    [InlineData("anthropic three inputs", """{"provider":"anthropic","model":"claude-sonnet-4-6","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":6,"cache_creation_input_tokens":574,"cache_read_input_tokens":20443,"output_tokens":489}}""", "6*3 574*3.75 20443*0.3 489*15", "")]
    [InlineData("anthropic 5m and 1h", """{"provider":"anthropic","model":"claude-opus-5","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":100,"cache_creation_input_tokens":3000,"cache_read_input_tokens":5000,"cache_creation":{"ephemeral_5m_input_tokens":1000,"ephemeral_1h_input_tokens":2000},"output_tokens":50}}""", "100*5 1000*6.25 2000*10 5000*0.5 50*25", "")]
    [InlineData("anthropic breakdown alone", """{"provider":"anthropic","model":"claude-opus-5","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":100,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":1000,"ephemeral_1h_input_tokens":2000},"output_tokens":50}}""", "100*5 1000*6.25 2000*10 50*25", "")]
    [InlineData("anthropic thinking inside output", """{"provider":"anthropic","model":"claude-opus-5","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":100,"output_tokens":500,"output_tokens_details":{"thinking_tokens":400}}}""", "100*5 500*25", "")]
    [InlineData("anthropic web searches", """{"provider":"anthropic","model":"claude-sonnet-4-6","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":1000,"output_tokens":100,"server_tool_use":{"web_search_requests":3,"web_fetch_requests":1}}}""", "1000*3 100*15", "3*0.01")]
    [InlineData("anthropic stream is cumulative", """{"provider":"anthropic","model":"claude-sonnet-4-6","at":"2026-09-20T12:00:00Z","usage":[{"type":"message_start","message":{"model":"claude-sonnet-4-6","usage":{"input_tokens":472,"cache_creation_input_tokens":100,"cache_read_input_tokens":50,"output_tokens":2}}},{"type":"message_delta","usage":{"output_tokens":40}},{"type":"message_delta","usage":{"output_tokens":89}}]}""", "472*3 100*3.75 50*0.3 89*15", "")]
    [InlineData("anthropic stream with full deltas", """{"provider":"anthropic","model":"claude-sonnet-4-6","at":"2026-09-20T12:00:00Z","usage":[{"type":"message_start","message":{"usage":{"input_tokens":472,"output_tokens":2}}},{"type":"message_delta","usage":{"input_tokens":10682,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":510,"server_tool_use":{"web_search_requests":1}}}]}""", "10682*3 510*15", "1*0.01")]
    [InlineData("anthropic batch", """{"provider":"anthropic","model":"claude-opus-5","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":1000,"cache_read_input_tokens":1000,"cache_creation_input_tokens":1000,"output_tokens":100,"service_tier":"batch"}}""", "1000*2.5 1000*0.25 1000*3.125 100*12.5", "")]
    [InlineData("anthropic geo us", """{"provider":"anthropic","model":"claude-opus-4-8","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":1000,"cache_read_input_tokens":1000,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":100},"cache_creation_input_tokens":200,"output_tokens":100,"inference_geo":"us"}}""", "1000*5.5 1000*0.55 100*6.875 100*11 100*27.5", "")]
    [InlineData("anthropic fast", """{"provider":"anthropic","model":"claude-opus-4-8","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":1000,"output_tokens":100,"speed":"fast"}}""", "1000*10 100*50", "")]
    [InlineData("anthropic sonnet 4.5 long 199999", """{"provider":"anthropic","model":"claude-sonnet-4-5-20250929","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":149999,"cache_read_input_tokens":30000,"cache_creation_input_tokens":20000,"output_tokens":100}}""", "149999*3 30000*0.3 20000*3.75 100*15", "")]
    [InlineData("anthropic sonnet 4 long 199999", """{"provider":"anthropic","model":"claude-sonnet-4-20250514","at":"2025-10-01T00:00:00Z","usage":{"input_tokens":199999,"output_tokens":100}}""", "199999*3 100*15", "")]
    [InlineData("anthropic sonnet 4.5 long 200000", """{"provider":"anthropic","model":"claude-sonnet-4-5-20250929","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":150000,"cache_read_input_tokens":30000,"cache_creation_input_tokens":20000,"output_tokens":100}}""", "150000*3 30000*0.3 20000*3.75 100*15", "")]
    [InlineData("anthropic sonnet 4 long 200000", """{"provider":"anthropic","model":"claude-sonnet-4-20250514","at":"2025-10-01T00:00:00Z","usage":{"input_tokens":200000,"output_tokens":100}}""", "200000*3 100*15", "")]
    [InlineData("anthropic sonnet 4.5 long 200001", """{"provider":"anthropic","model":"claude-sonnet-4-5-20250929","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":150001,"cache_read_input_tokens":30000,"cache_creation_input_tokens":20000,"output_tokens":100}}""", "150001*6 30000*0.6 20000*7.5 100*22.5", "")]
    [InlineData("anthropic sonnet 4 long 200001", """{"provider":"anthropic","model":"claude-sonnet-4-20250514","at":"2025-10-01T00:00:00Z","usage":{"input_tokens":200001,"output_tokens":100}}""", "200001*6 100*22.5", "")]
    [InlineData("anthropic 4.6 flat to a million after 2026-03-13", """{"provider":"anthropic","model":"claude-opus-4-6","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":900000,"output_tokens":100}}""", "900000*5 100*25", "")]
    [InlineData("anthropic 4.6 long before 2026-03-13", """{"provider":"anthropic","model":"claude-opus-4-6","at":"2026-03-12T23:59:59.999999Z","usage":{"input_tokens":200001,"output_tokens":100}}""", "200001*10 100*37.5", "")]
    [InlineData("anthropic openai-compatible", """{"provider":"anthropic","model":"claude-sonnet-4-6","at":"2026-09-20T12:00:00Z","api_flavor":"chat","usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"cached_tokens":400}}""", "600*3 400*0.3 100*15", "")]
    [InlineData("anthropic sonnet 5 intro", """{"provider":"anthropic","model":"claude-sonnet-5","at":"2026-08-31T23:59:59Z","usage":{"input_tokens":1000,"output_tokens":100}}""", "1000*2 100*10", "")]
    public Task Anthropic_Usage_CostsWhatItsPriceListSays(string what, string question, string tokens, string fees) => AssertCostAsync(what, question, tokens, fees);

    [Theory]
    [InlineData("gemini thoughts beside, tool prompt added", """{"provider":"google","model":"gemini-2.5-flash","at":"2026-09-20T12:00:00Z","usage":{"promptTokenCount":1000,"toolUsePromptTokenCount":200,"cachedContentTokenCount":400,"candidatesTokenCount":50,"thoughtsTokenCount":150,"totalTokenCount":1400}}""", "800*0.3 400*0.03 200*2.5", "")]
    [InlineData("gemini response wrapper", """{"provider":"google","model":"gemini-2.5-flash","at":"2026-09-20T12:00:00Z","usage":{"candidates":[{"content":{}}],"usageMetadata":{"promptTokenCount":10,"totalTokenCount":10},"modelVersion":"gemini-2.5-flash"}}""", "10*0.3", "")]
    [InlineData("gemini 2.5 pro 199999", """{"provider":"google","model":"gemini-2.5-pro","at":"2026-09-20T12:00:00Z","usage":{"promptTokenCount":199999,"candidatesTokenCount":60,"thoughtsTokenCount":40,"totalTokenCount":200099}}""", "199999*1.25 100*10", "")]
    [InlineData("gemini 2.5 pro 200000", """{"provider":"google","model":"gemini-2.5-pro","at":"2026-09-20T12:00:00Z","usage":{"promptTokenCount":200000,"candidatesTokenCount":60,"thoughtsTokenCount":40,"totalTokenCount":200100}}""", "200000*1.25 100*10", "")]
    [InlineData("gemini 2.5 pro 200001", """{"provider":"google","model":"gemini-2.5-pro","at":"2026-09-20T12:00:00Z","usage":{"promptTokenCount":200001,"candidatesTokenCount":60,"thoughtsTokenCount":40,"totalTokenCount":200101}}""", "200001*2.5 100*15", "")]
    [InlineData("gemini audio input", """{"provider":"google","model":"gemini-2.5-flash","at":"2026-09-20T12:00:00Z","usage":{"promptTokenCount":1000,"candidatesTokenCount":10,"totalTokenCount":1010,"promptTokensDetails":[{"modality":"TEXT","tokenCount":200},{"modality":"AUDIO","tokenCount":800}]}}""", "200*0.3 800*1 10*2.5", "")]
    [InlineData("gemini image output", """{"provider":"google","model":"gemini-3-pro-image-preview","at":"2026-09-20T12:00:00Z","usage":{"promptTokenCount":100,"candidatesTokenCount":1170,"totalTokenCount":1270,"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1120},{"modality":"TEXT","tokenCount":50}]}}""", "100*2 1120*120 50*12", "")]
    [InlineData("gemini flex traffic", """{"provider":"google","model":"gemini-3.6-flash","at":"2026-09-20T12:00:00Z","usage":{"promptTokenCount":1000,"candidatesTokenCount":100,"totalTokenCount":1100,"trafficType":"FLEX"}}""", "1000*0.375 100*1.875", "")]
    [InlineData("gemini priority traffic", """{"provider":"google","model":"gemini-3.6-flash","at":"2026-09-20T12:00:00Z","usage":{"promptTokenCount":1000,"candidatesTokenCount":100,"totalTokenCount":1100,"trafficType":"ON_DEMAND_PRIORITY"}}""", "1000*1.35 100*6.75", "")]
    [InlineData("gemini batch", """{"provider":"google","model":"gemini-2.5-pro","at":"2026-09-20T12:00:00Z","batch":true,"usage":{"promptTokenCount":1000,"candidatesTokenCount":100,"totalTokenCount":1100}}""", "1000*0.625 100*5", "")]
    [InlineData("vertex claude", """{"provider":"gcp.vertex_ai","model":"claude-sonnet-4-6@20260217","at":"2026-09-20T12:00:00Z","usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":50,"output_tokens":5}}""", "10*3 100*0.3 50*3.75 5*15", "")]
    [InlineData("vertex openai-compatible", """{"provider":"gcp.vertex_ai","model":"google/gemini-2.5-flash","at":"2026-09-20T12:00:00Z","api_flavor":"chat","usage":{"prompt_tokens":1000,"completion_tokens":200,"total_tokens":1200,"prompt_tokens_details":{"cached_tokens":100},"completion_tokens_details":{"reasoning_tokens":50}}}""", "900*0.3 100*0.03 200*2.5", "")]
    public Task Gemini_Usage_CostsWhatItsPriceListSays(string what, string question, string tokens, string fees) => AssertCostAsync(what, question, tokens, fees);

    [Theory]
    [InlineData("converse excludes cache", """{"provider":"aws.bedrock","model":"global.anthropic.claude-sonnet-4-5-20250929-v1:0","at":"2026-09-20T12:00:00Z","usage":{"inputTokens":100,"outputTokens":20,"totalTokens":1420,"cacheReadInputTokens":1000,"cacheWriteInputTokens":300}}""", "100*3 1000*0.3 300*3.75 20*15", "")]
    [InlineData("converse 1h ttl", """{"provider":"aws.bedrock","model":"us.anthropic.claude-haiku-4-5-20251001-v1:0","at":"2026-09-20T12:00:00Z","usage":{"inputTokens":100,"outputTokens":20,"totalTokens":620,"cacheReadInputTokens":0,"cacheWriteInputTokens":500,"cacheDetails":[{"ttl":"1h","inputTokens":200},{"ttl":"5m","inputTokens":300}]}}""", "100*1.1 300*1.375 200*2.2 20*5.5", "")]
    [InlineData("converse stream metadata", """{"provider":"aws.bedrock","model":"amazon.nova-lite-v1:0","at":"2026-09-20T12:00:00Z","usage":{"metadata":{"usage":{"inputTokens":100,"outputTokens":20,"totalTokens":120},"metrics":{"latencyMs":1}}}}""", "100*0.06 20*0.24", "")]
    [InlineData("converse response", """{"provider":"aws.bedrock","model":"amazon.nova-pro-v1:0","at":"2026-09-20T12:00:00Z","usage":{"output":{"message":{}},"stopReason":"end_turn","usage":{"inputTokens":100,"outputTokens":20,"totalTokens":120,"cacheReadInputTokens":50}}}""", "100*0.8 50*0.2 20*3.2", "")]
    [InlineData("invoke model claude", """{"provider":"aws.bedrock","model":"anthropic.claude-haiku-4-5-20251001-v1:0","at":"2026-09-20T12:00:00Z","api_flavor":"invoke_model","usage":{"input_tokens":10,"cache_creation_input_tokens":1,"cache_read_input_tokens":9511,"output_tokens":1944}}""", "10*1.1 1*1.375 9511*0.11 1944*5.5", "")]
    [InlineData("invoke model metrics", """{"provider":"aws.bedrock","model":"meta.llama3-3-70b-instruct-v1:0","at":"2026-09-20T12:00:00Z","usage":{"amazon-bedrock-invocationMetrics":{"inputTokenCount":100,"outputTokenCount":20,"invocationLatency":5,"firstByteLatency":2}}}""", "100*0.72 20*0.72", "")]
    [InlineData("invoke model llama", """{"provider":"aws.bedrock","model":"us.meta.llama3-3-70b-instruct-v1:0","at":"2026-09-20T12:00:00Z","usage":{"generation":"x","prompt_token_count":100,"generation_token_count":20,"stop_reason":"stop"}}""", "100*0.72 20*0.72", "")]
    [InlineData("invoke model titan embed", """{"provider":"aws.bedrock","model":"amazon.titan-embed-text-v2:0","at":"2026-09-20T12:00:00Z","usage":{"embedding":[0.1],"inputTextTokenCount":100}}""", "100*0.02", "")]
    [InlineData("bedrock region beats nothing but profile beats region", """{"provider":"aws.bedrock","model":"global.anthropic.claude-opus-5","at":"2026-09-20T12:00:00Z","host_scope":"eu-west-1","usage":{"inputTokens":100,"outputTokens":20}}""", "100*5 20*25", "")]
    [InlineData("bedrock openai regional", """{"provider":"aws.bedrock","model":"openai.gpt-5.5","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":142,"completion_tokens":17,"total_tokens":159}}""", "142*5.5 17*33", "")]
    [InlineData("bedrock batch", """{"provider":"aws.bedrock","model":"meta.llama4-scout-17b-instruct-v1:0","at":"2026-09-20T12:00:00Z","batch":true,"usage":{"inputTokens":1000,"outputTokens":100}}""", "1000*0.085 100*0.33", "")]
    [InlineData("bedrock sonnet 4.5 long context", """{"provider":"aws.bedrock","model":"us.anthropic.claude-sonnet-4-5-20250929-v1:0","at":"2026-09-20T12:00:00Z","usage":{"inputTokens":200001,"outputTokens":10}}""", "200001*6.6 10*24.75", "")]
    public Task Bedrock_Usage_CostsWhatItsPriceListSays(string what, string question, string tokens, string fees) => AssertCostAsync(what, question, tokens, fees);

    [Theory]
    [InlineData("azure chat", """{"provider":"azure","model":"gpt-4o","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"prompt_tokens_details":{"cached_tokens":500}}}""", "500*2.5 500*1.25 100*10", "")]
    [InlineData("azure data zone us", """{"provider":"azure","model":"us/gpt-5.6","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":500}}""", "1000*5.5 500*33", "")]
    [InlineData("azure data zone by host scope", """{"provider":"azure","model":"gpt-5.6","at":"2026-09-20T12:00:00Z","host_scope":"eu","usage":{"prompt_tokens":1000,"completion_tokens":500}}""", "1000*5.5 500*33", "")]
    [InlineData("azure region is no data zone", """{"provider":"azure","model":"eastus2/gpt-4o","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100}}""", "1000*2.5 100*10", "")]
    [InlineData("azure ai claude", """{"provider":"azure","model":"claude-sonnet-4-6","at":"2026-09-20T12:00:00Z","api_flavor":"anthropic","usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":50,"output_tokens":5}}""", "10*3 100*0.3 50*3.75 5*15", "")]
    public Task Azure_Usage_CostsWhatItsPriceListSays(string what, string question, string tokens, string fees) => AssertCostAsync(what, question, tokens, fees);

    [Theory]
    [InlineData("mistral", """{"provider":"mistral","model":"mistral-large-latest","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"num_cached_tokens":512}}""", "1000*2 100*6", "")]
    [InlineData("mistral cached details", """{"provider":"mistral","model":"mistral-medium-latest","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"prompt_tokens_details":{"cached_tokens":0}}}""", "1000*1.5 100*7.5", "")]
    public Task Mistral_Usage_CostsWhatItsPriceListSays(string what, string question, string tokens, string fees) => AssertCostAsync(what, question, tokens, fees);

    [Theory]
    [InlineData("deepseek hit miss", """{"provider":"deepseek","model":"deepseek-chat","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"prompt_cache_hit_tokens":600,"prompt_cache_miss_tokens":400,"prompt_tokens_details":{"cached_tokens":600}}}""", "400*0.28 600*0.028 100*0.42", "")]
    [InlineData("deepseek old peak", """{"provider":"deepseek","model":"deepseek-chat","at":"2025-06-01T16:29:59.999999Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_cache_hit_tokens":600,"prompt_cache_miss_tokens":400}}""", "400*0.27 600*0.07 100*1.1", "")]
    [InlineData("deepseek old off-peak", """{"provider":"deepseek","model":"deepseek-chat","at":"2025-06-01T16:30:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_cache_hit_tokens":600,"prompt_cache_miss_tokens":400}}""", "400*0.135 600*0.035 100*0.55", "")]
    [InlineData("deepseek old off-peak until half past midnight", """{"provider":"deepseek","model":"deepseek-reasoner","at":"2025-06-02T00:29:59.999999Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"completion_tokens_details":{"reasoning_tokens":60}}}""", "1000*0.135 100*0.55", "")]
    [InlineData("deepseek old peak from half past midnight", """{"provider":"deepseek","model":"deepseek-reasoner","at":"2025-06-02T00:30:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100}}""", "1000*0.55 100*2.19", "")]
    [InlineData("deepseek v4 pro at 2026-08-17T00:59:59Z", """{"provider":"deepseek","model":"deepseek-v4-pro","at":"2026-08-17T00:59:59Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_cache_hit_tokens":200,"prompt_cache_miss_tokens":800}}""", "800*0.66 200*0.022 100*1.98", "")]
    [InlineData("deepseek v4 pro at 2026-08-17T01:00:00Z", """{"provider":"deepseek","model":"deepseek-v4-pro","at":"2026-08-17T01:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_cache_hit_tokens":200,"prompt_cache_miss_tokens":800}}""", "800*1.32 200*0.044 100*3.96", "")]
    [InlineData("deepseek v4 pro at 2026-08-17T03:59:59Z", """{"provider":"deepseek","model":"deepseek-v4-pro","at":"2026-08-17T03:59:59Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_cache_hit_tokens":200,"prompt_cache_miss_tokens":800}}""", "800*1.32 200*0.044 100*3.96", "")]
    [InlineData("deepseek v4 pro at 2026-08-17T04:00:00Z", """{"provider":"deepseek","model":"deepseek-v4-pro","at":"2026-08-17T04:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_cache_hit_tokens":200,"prompt_cache_miss_tokens":800}}""", "800*0.66 200*0.022 100*1.98", "")]
    [InlineData("deepseek v4 pro at 2026-08-17T06:00:00Z", """{"provider":"deepseek","model":"deepseek-v4-pro","at":"2026-08-17T06:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_cache_hit_tokens":200,"prompt_cache_miss_tokens":800}}""", "800*1.32 200*0.044 100*3.96", "")]
    [InlineData("deepseek v4 pro at 2026-08-17T10:00:00Z", """{"provider":"deepseek","model":"deepseek-v4-pro","at":"2026-08-17T10:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_cache_hit_tokens":200,"prompt_cache_miss_tokens":800}}""", "800*0.66 200*0.022 100*1.98", "")]
    [InlineData("deepseek v4 pro at 2026-08-16T02:00:00Z", """{"provider":"deepseek","model":"deepseek-v4-pro","at":"2026-08-16T02:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_cache_hit_tokens":200,"prompt_cache_miss_tokens":800}}""", "800*0.435 200*0.003625 100*0.87", "")]
    public Task DeepSeek_Usage_CostsWhatItsPriceListSays(string what, string question, string tokens, string fees) => AssertCostAsync(what, question, tokens, fees);

    [Theory]
    [InlineData("xai reasoning beside", """{"provider":"xai","model":"grok-3-mini","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":410,"prompt_tokens_details":{"cached_tokens":40,"text_tokens":100},"completion_tokens_details":{"reasoning_tokens":300}}}""", "60*0.3 40*0.075 310*0.5", "")]
    [InlineData("xai reasoning inside by the total", """{"provider":"xai","model":"grok-4.5","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":100,"completion_tokens":310,"total_tokens":410,"completion_tokens_details":{"reasoning_tokens":300}}}""", "100*2 310*6", "")]
    [InlineData("xai inclusive threshold 199999", """{"provider":"xai","model":"grok-4.5","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":199999,"completion_tokens":10,"total_tokens":200009,"prompt_tokens_details":{"cached_tokens":1000}}}""", "198999*2 1000*0.3 10*6", "")]
    [InlineData("xai inclusive threshold 200000", """{"provider":"xai","model":"grok-4.5","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":200000,"completion_tokens":10,"total_tokens":200010,"prompt_tokens_details":{"cached_tokens":1000}}}""", "199000*4 1000*0.6 10*12", "")]
    [InlineData("xai inclusive threshold 200001", """{"provider":"xai","model":"grok-4.5","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":200001,"completion_tokens":10,"total_tokens":200011,"prompt_tokens_details":{"cached_tokens":1000}}}""", "199001*4 1000*0.6 10*12", "")]
    [InlineData("xai grok-4-fast 127999", """{"provider":"xai","model":"grok-4-fast-reasoning","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":127999,"completion_tokens":10,"total_tokens":128009}}""", "127999*0.2 10*0.5", "")]
    [InlineData("xai grok-4-fast 128000", """{"provider":"xai","model":"grok-4-fast-reasoning","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":128000,"completion_tokens":10,"total_tokens":128010}}""", "128000*0.4 10*1", "")]
    [InlineData("xai live search", """{"provider":"xai","model":"grok-3","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110,"num_sources_used":5}}""", "100*3 10*15", "5*0.025")]
    [InlineData("xai responses", """{"provider":"xai","model":"grok-4.5","at":"2026-09-20T12:00:00Z","api_flavor":"responses","usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":30},"output_tokens":50,"output_tokens_details":{"reasoning_tokens":20},"total_tokens":150}}""", "70*2 30*0.3 50*6", "")]
    public Task Xai_Usage_CostsWhatItsPriceListSays(string what, string question, string tokens, string fees) => AssertCostAsync(what, question, tokens, fees);

    [Theory]
    [InlineData("cohere billed units", """{"provider":"cohere","model":"command-a-03-2025","at":"2026-09-20T12:00:00Z","usage":{"billed_units":{"input_tokens":100,"output_tokens":20},"tokens":{"input_tokens":700,"output_tokens":22}}}""", "100*2.5 20*10", "")]
    [InlineData("cohere v1 meta", """{"provider":"cohere","model":"command-r-plus","at":"2026-09-20T12:00:00Z","usage":{"meta":{"api_version":{"version":"1"},"billed_units":{"input_tokens":100,"output_tokens":20},"tokens":{"input_tokens":700,"output_tokens":22}}}}""", "100*2.5 20*10", "")]
    [InlineData("cohere tokens", """{"provider":"cohere","model":"command-r","at":"2026-09-20T12:00:00Z","api_flavor":"tokens","usage":{"billed_units":{"input_tokens":100,"output_tokens":20},"tokens":{"input_tokens":700,"output_tokens":22}}}""", "700*0.15 22*0.6", "")]
    [InlineData("cohere embed", """{"provider":"cohere","model":"embed-v4.0","at":"2026-09-20T12:00:00Z","api_flavor":"embeddings","usage":{"meta":{"billed_units":{"input_tokens":5000}}}}""", "5000*0.12", "")]
    [InlineData("cohere rerank", """{"provider":"cohere","model":"rerank-v3.5","at":"2026-09-20T12:00:00Z","usage":{"meta":{"billed_units":{"search_units":3}}}}""", "", "3*0.002")]
    [InlineData("cohere fractional units", """{"provider":"cohere","model":"command-r7b-12-2024","at":"2026-09-20T12:00:00Z","usage":{"billed_units":{"input_tokens":100.0,"output_tokens":20.0}}}""", "100*0.0375 20*0.15", "")]
    public Task Cohere_Usage_CostsWhatItsPriceListSays(string what, string question, string tokens, string fees) => AssertCostAsync(what, question, tokens, fees);

    [Theory]
    [InlineData("openrouter", """{"provider":"openrouter","model":"anthropic/claude-sonnet-4.5","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"cost":0.0031,"is_byok":false,"cost_details":{"upstream_inference_cost":null},"prompt_tokens_details":{"cached_tokens":400,"cache_write_tokens":100,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":40,"image_tokens":0}}}""", "500*3 400*0.3 100*3.75 100*15", "")]
    [InlineData("groq wrapper", """{"provider":"groq","model":"openai/gpt-oss-120b","at":"2026-09-20T12:00:00Z","usage":{"x_groq":{"id":"r","usage":{"queue_time":0.1,"prompt_tokens":336,"prompt_time":0.01,"completion_tokens":96,"completion_time":0.1,"total_tokens":432,"total_time":0.2,"prompt_tokens_details":{"cached_tokens":256}}}}}""", "80*0.15 256*0.075 96*0.6", "")]
    public Task Routers_Usage_CostsWhatItsPriceListSays(string what, string question, string tokens, string fees) => AssertCostAsync(what, question, tokens, fees);

    [Theory]
    [InlineData("perplexity deep research", """{"provider":"perplexity","model":"sonar-deep-research","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":33,"completion_tokens":7163,"total_tokens":7196,"citation_tokens":20016,"num_search_queries":18,"reasoning_tokens":73997}}""", "33*2 7163*8 20016*2 73997*3", "18*0.005")]
    [InlineData("perplexity sonar", """{"provider":"perplexity","model":"sonar","at":"2026-09-20T12:00:00Z","usage":{"prompt_tokens":10,"completion_tokens":100,"total_tokens":110,"search_context_size":"low"}}""", "10*1 100*1", "1*0.012")]
    public Task Perplexity_Usage_CostsWhatItsPriceListSays(string what, string question, string tokens, string fees) => AssertCostAsync(what, question, tokens, fees);

    [Theory]
    [InlineData("voyage", """{"provider":"voyageai","model":"voyage-3.5","at":"2026-09-20T12:00:00Z","api_flavor":"embeddings","usage":{"total_tokens":1000}}""", "1000*0.06", "")]
    public Task Embeddings_Usage_CostsWhatItsPriceListSays(string what, string question, string tokens, string fees) => AssertCostAsync(what, question, tokens, fees);

    private static async Task AssertCostAsync(string what, string question, string tokens, string fees)
    {
        var answer = await Desk.AskOneAsync(Catalog, question);

        Assert.True(answer.TryGetProperty("total_usd", out var total), $"{what}: {answer}");
        Assert.Equal(Sum(tokens, 1_000_000m) + Sum(fees, 1m), decimal.Parse(total.GetString()!, CultureInfo.InvariantCulture));
        Assert.Equal(answer.GetProperty("buckets").EnumerateArray().Sum(b => Money.ToNanos(decimal.Parse(b.Text("cost_usd")!, CultureInfo.InvariantCulture))), Money.ToNanos(decimal.Parse(total.GetString()!, CultureInfo.InvariantCulture)));
        Assert.Empty(answer.GetProperty("flags").EnumerateArray());
    }

    private static decimal Sum(string products, decimal unit) => products.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('*').Select(n => decimal.Parse(n, CultureInfo.InvariantCulture)).ToArray())
        .Sum(p => p[0] * p[1] / unit);
}
