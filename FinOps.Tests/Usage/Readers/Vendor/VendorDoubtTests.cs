using FinOps.Core.Usage;

namespace FinOps.Tests.Usage.Readers.Vendor;

/// <summary>What does not add up is flagged or refused, never cut off.</summary>
public sealed class VendorDoubtTests
{
    [Theory]
    [InlineData("openai", "chat", """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":99}""", "in 10, out 5", UsageFlags.TotalMismatch)]
    [InlineData("openai", "embeddings", """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}""", "in 10", UsageFlags.TotalMismatch | UsageFlags.UnreadCounts)]
    [InlineData("openai", "chat", """{"prompt_tokens":10,"completion_tokens":5,"completion_tokens_details":{"holo_tokens":3}}""", "in 10, out 5", UsageFlags.UnreadCounts)]
    [InlineData("aws", "anthropic", """{"input_tokens":88,"input_tokens_details":{"cache_write_tokens":86,"cached_tokens":0},"output_tokens":14,"total_tokens":102}""", "in 88, out 14", UsageFlags.UnreadCounts)]
    [InlineData("aws", "", """{"input_tokens":88,"input_tokens_details":{"cache_write_tokens":86,"cached_tokens":0},"output_tokens":14,"total_tokens":102}""", "in 88, 5m 86, out 14", UsageFlags.None)]
    [InlineData("openai", "responses", """{"prompt_tokens":10,"completion_tokens":5}""", "in 10, out 5", UsageFlags.FlavorMismatch)]
    [InlineData("deepseek", "chat", """{"prompt_tokens":10,"completion_tokens":5,"prompt_cache_hit_tokens":2,"prompt_cache_miss_tokens":3}""", "in 10, cached 2, out 5", UsageFlags.PartsMismatch)]
    [InlineData("anthropic", "", """{"input_tokens":1,"cache_creation_input_tokens":10,"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4},"output_tokens":5}""", "in 11, 5m 6, 1h 4, out 5", UsageFlags.PartsMismatch)]
    [InlineData("anthropic", "", """[{"input_tokens":9,"cache_read_input_tokens":0,"output_tokens":8},{"output_tokens":5}]""", "in 9, out 5", UsageFlags.StreamFell)]
    [InlineData("anthropic", "", """{"input_tokens":180,"output_tokens":8,"iterations":[{"type":"compaction","input_tokens":100,"output_tokens":82},{"type":"message","input_tokens":180,"output_tokens":8}]}""", "in 180, out 8", UsageFlags.SideCalls)]
    [InlineData("google", "", """{"promptTokenCount":1,"candidatesTokenCount":2,"totalTokenCount":3,"trafficType":"PROVISIONED_THROUGHPUT"}""", "in 1, out 2", UsageFlags.Provisioned)]
    public void Usage_ThatDoesNotAddUp_IsKeptAndFlagged(string provider, string flavor, string json, string expected, UsageFlags flags)
    {
        var (counts, fault, _, _) = VendorUsage.Read(provider, flavor, json);

        Assert.Null(fault);
        Assert.Equal(expected, VendorUsage.Say(counts));
        Assert.Equal(flags, counts.Flags);
        Assert.Equal(int.PopCount((int)flags), UsageFlagText.Of(flags).Count());
    }

    [Theory]
    [InlineData("openai", "chat", """{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":11}}""", "usage.prompt_tokens_details.cached_tokens", "negative_bucket")]
    [InlineData("openai", "responses", """{"input_tokens":10,"output_tokens":5,"input_tokens_details":{"cached_tokens":6,"cache_write_tokens":5}}""", "usage.input_tokens_details.cached_tokens", "negative_bucket")]
    [InlineData("openai", "chat", """{"prompt_tokens":10,"completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":6}}""", "usage", "negative_bucket")]
    [InlineData("openai", "chat", """{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"audio_tokens":11}}""", "usage", "negative_bucket")]
    [InlineData("google", "", """{"promptTokenCount":10,"cachedContentTokenCount":11,"candidatesTokenCount":1}""", "usage.cachedContentTokenCount", "negative_bucket")]
    [InlineData("openai", "chat", """{"prompt_tokens":-10,"completion_tokens":5}""", "usage.prompt_tokens", "negative_count")]
    [InlineData("openai", "chat", """{"prompt_tokens":"10","completion_tokens":5}""", "usage.prompt_tokens", "wrong_type")]
    [InlineData("openai", "chat", """{"prompt_tokens":1.5,"completion_tokens":5}""", "usage.prompt_tokens", "wrong_type")]
    [InlineData("openai", "chat", """{"prompt_tokens":1e30,"completion_tokens":5}""", "usage.prompt_tokens", "absurd_count")]
    [InlineData("openai", "chat", """{"prompt_tokens":100000001,"completion_tokens":5}""", "usage.prompt_tokens", "absurd_count")]
    [InlineData("anthropic", "", """{"input_tokens":90000000,"cache_read_input_tokens":90000000,"output_tokens":5}""", "usage", "absurd_count")]
    [InlineData("openai", "chat", """{"prompt_tokens":1,"prompt_tokens":2,"completion_tokens":5}""", "usage.prompt_tokens", "duplicate_key")]
    [InlineData("openai", "telepathy", """{"prompt_tokens":1,"completion_tokens":5}""", "api_flavor", "unknown_value")]
    [InlineData("openai", "", """{"words":1}""", "usage", "unknown_usage")]
    [InlineData("openai", "transcription", """{"type":"duration","seconds":12}""", "usage", "unknown_usage")]
    [InlineData("mistral", "ocr", """{"pages_processed":3}""", "api_flavor", "unknown_value")]
    [InlineData("mistral", "", """{"pages_processed":3}""", "usage", "unknown_usage")]
    [InlineData("openai", "", "\"12 tokens\"", "usage", "wrong_type")]
    [InlineData("openai", "", "[1,2]", "usage", "wrong_type")]
    [InlineData("google", "", """{"promptTokenCount":10,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":-1}]}""", "usage.promptTokensDetails.[].tokenCount", "wrong_type")]
    public void Usage_ThatCannotBe_IsRefusedWithFieldAndReason(string provider, string flavor, string json, string field, string reason)
    {
        var (_, fault, _, _) = VendorUsage.Read(provider, flavor, json);

        Assert.NotNull(fault);
        Assert.Equal((field, reason), (fault.Field, fault.Reason));
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }
}
