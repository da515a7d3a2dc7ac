namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>
/// OpenAI's newer objects: responses, realtime, images and transcription; and LangChain's, which is like them. Totals include their parts;
/// details are named with and without s.
/// </summary>
internal static class ResponsesRule
{
    private static readonly VendorPath Input = new("input_tokens");
    private static readonly VendorPath Output = new("output_tokens");
    private static readonly VendorPath Total = new("total_tokens");
    private static readonly VendorPath Cached = new("input_tokens_details.cached_tokens");
    private static readonly VendorPath CacheWrite = new("input_tokens_details.cache_write_tokens");
    private static readonly VendorPath InputAudio = new("input_tokens_details.audio_tokens");
    private static readonly VendorPath InputImage = new("input_tokens_details.image_tokens");
    private static readonly VendorPath Reasoning = new("output_tokens_details.reasoning_tokens");
    private static readonly VendorPath OutputAudio = new("output_tokens_details.audio_tokens");
    private static readonly VendorPath OutputImage = new("output_tokens_details.image_tokens");
    private static readonly VendorPath LiveCached = new("input_token_details.cached_tokens");
    private static readonly VendorPath LiveCachedAudio = new("input_token_details.cached_tokens_details.audio_tokens");
    private static readonly VendorPath LiveCachedImage = new("input_token_details.cached_tokens_details.image_tokens");
    private static readonly VendorPath LiveAudio = new("input_token_details.audio_tokens");
    private static readonly VendorPath LiveImage = new("input_token_details.image_tokens");
    private static readonly VendorPath LiveOutputAudio = new("output_token_details.audio_tokens");
    private static readonly VendorPath LiveOutputImage = new("output_token_details.image_tokens");
    private static readonly VendorPath LiveReasoning = new("output_token_details.reasoning_tokens");
    private static readonly VendorPath ChainCached = new("input_token_details.cache_read");
    private static readonly VendorPath ChainWrite = new("input_token_details.cache_creation");
    private static readonly VendorPath ChainAudio = new("input_token_details.audio");
    private static readonly VendorPath ChainOutputAudio = new("output_token_details.audio");
    private static readonly VendorPath ChainReasoning = new("output_token_details.reasoning");
    private static readonly VendorPath ServiceTier = new("service_tier");

    public static void Read(RawUsage raw, VendorHost host, ref VendorCounts counts)
    {
        counts.Input = raw.Count(Input) ?? 0;
        counts.Output = raw.Count(Output) ?? 0;
        counts.Total = raw.Count(Total);
        counts.CacheRead = raw.Count(Cached, LiveCached) ?? raw.Count(ChainCached) ?? 0;
        counts.CachePath = raw.Has(Cached) ? Cached : LiveCached;
        counts.CacheReadAudio = raw.Count(LiveCachedAudio) ?? 0;
        counts.CacheReadImage = raw.Count(LiveCachedImage) ?? 0;
        counts.CacheWrite5m = raw.Count(CacheWrite, ChainWrite) ?? 0;
        counts.InputAudio = raw.Count(InputAudio, LiveAudio) ?? raw.Count(ChainAudio) ?? 0;
        counts.InputImage = raw.Count(InputImage, LiveImage) ?? 0;
        counts.Reasoning = raw.Count(Reasoning, LiveReasoning) ?? raw.Count(ChainReasoning) ?? 0;
        counts.OutputAudio = raw.Count(OutputAudio, LiveOutputAudio) ?? raw.Count(ChainOutputAudio) ?? 0;
        counts.OutputImage = raw.Count(OutputImage, LiveOutputImage) ?? 0;
        counts.ServiceTier = raw.Text(ServiceTier);
        if (host == VendorHost.Xai)
        {
            counts.OtherTotal = counts.Input + counts.Output + counts.Reasoning;
            counts.Output += counts.Total == counts.OtherTotal ? counts.Reasoning : 0;
            XaiRule.ReadSearches(raw, ref counts);
        }
    }
}
