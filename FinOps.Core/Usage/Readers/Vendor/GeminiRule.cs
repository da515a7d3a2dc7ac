namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>
/// Gemini's own object, in Google's spelling and that of its Python library. The prompt includes what was cached; thoughts are added to the candidates
/// and tool-use prompts to the prompt. Documents are charged as images.
/// </summary>
internal static class GeminiRule
{
    private static readonly Names Google = new(
        "promptTokenCount", "toolUsePromptTokenCount", "cachedContentTokenCount", "candidatesTokenCount", "responseTokenCount", "thoughtsTokenCount", "totalTokenCount",
        "promptTokensDetails", "toolUsePromptTokensDetails", "cacheTokensDetails", "candidatesTokensDetails", "responseTokensDetails", "tokenCount", "trafficType", "serviceTier");

    private static readonly Names Python = new(
        "prompt_token_count", "tool_use_prompt_token_count", "cached_content_token_count", "candidates_token_count", "response_token_count", "thoughts_token_count", "total_token_count",
        "prompt_tokens_details", "tool_use_prompt_tokens_details", "cache_tokens_details", "candidates_tokens_details", "response_tokens_details", "token_count", "traffic_type", "service_tier");

    private static readonly VendorPath PythonPrompt = new("prompt_token_count");
    private static readonly VendorPath PythonTotal = new("total_token_count");

    public static void Read(RawUsage raw, ref VendorCounts counts)
    {
        var names = raw.Has(PythonPrompt) || raw.Has(PythonTotal) ? Python : Google;
        counts.Input = (raw.Count(names.Prompt) ?? 0) + (raw.Count(names.ToolUsePrompt) ?? 0);
        counts.CacheRead = raw.Count(names.Cached) ?? 0;
        counts.CachePath = names.Cached;
        counts.Reasoning = raw.Count(names.Thoughts) ?? 0;
        counts.Output = (raw.Count(names.Candidates, names.Response) ?? 0) + counts.Reasoning;
        counts.Total = raw.Count(names.Total);
        counts.InputAudio = Audio(raw, names.PromptDetails) + Audio(raw, names.ToolUseDetails);
        counts.InputImage = Images(raw, names.PromptDetails) + Images(raw, names.ToolUseDetails);
        counts.CacheReadAudio = Audio(raw, names.CacheDetails);
        counts.CacheReadImage = Images(raw, names.CacheDetails);
        counts.OutputAudio = Audio(raw, names.CandidatesDetails) + Audio(raw, names.ResponseDetails);
        counts.OutputImage = Images(raw, names.CandidatesDetails) + Images(raw, names.ResponseDetails);
        var traffic = raw.Text(names.TrafficType);
        counts.ServiceTier = raw.Text(names.ServiceTier) is { IsEmpty: false } tier ? tier : traffic;
        counts.Flags |= raw.Is(traffic, "PROVISIONED_THROUGHPUT"u8) ? UsageFlags.Provisioned : UsageFlags.None;
    }

    private static long Audio(RawUsage raw, Details details) => raw.Sum(details.Count, details.Modality, "AUDIO"u8) ?? 0;

    private static long Images(RawUsage raw, Details details) => raw.Sum(details.Count, details.Modality, "IMAGE"u8, "DOCUMENT"u8) ?? 0;

    private sealed class Details(string name, string count)
    {
        public VendorPath Modality { get; } = new($"{name}.[].modality");

        public VendorPath Count { get; } = new($"{name}.[].{count}");
    }

    private sealed class Names(params string[] n)
    {
        public VendorPath Prompt { get; } = new(n[0]);

        public VendorPath ToolUsePrompt { get; } = new(n[1]);

        public VendorPath Cached { get; } = new(n[2]);

        public VendorPath Candidates { get; } = new(n[3]);

        public VendorPath Response { get; } = new(n[4]);

        public VendorPath Thoughts { get; } = new(n[5]);

        public VendorPath Total { get; } = new(n[6]);

        public Details PromptDetails { get; } = new(n[7], n[12]);

        public Details ToolUseDetails { get; } = new(n[8], n[12]);

        public Details CacheDetails { get; } = new(n[9], n[12]);

        public Details CandidatesDetails { get; } = new(n[10], n[12]);

        public Details ResponseDetails { get; } = new(n[11], n[12]);

        public VendorPath TrafficType { get; } = new(n[13]);

        public VendorPath ServiceTier { get; } = new(n[14]);
    }
}
