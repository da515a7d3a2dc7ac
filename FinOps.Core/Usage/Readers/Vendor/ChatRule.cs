namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>
/// OpenAI's chat object and its many speakers. <c>prompt_tokens</c> includes what was cached, <c>completion_tokens</c> includes reasoning,
/// except where a host says otherwise.
/// </summary>
internal static class ChatRule
{
    private static readonly VendorPath Prompt = new("prompt_tokens");
    private static readonly VendorPath Completion = new("completion_tokens");
    private static readonly VendorPath Total = new("total_tokens");
    private static readonly VendorPath Cached = new("prompt_tokens_details.cached_tokens");
    private static readonly VendorPath CachedAtTop = new("cached_tokens");
    private static readonly VendorPath CachedOfAnthropic = new("cache_read_input_tokens");
    private static readonly VendorPath CachedOfXai = new("cached_prompt_text_tokens");
    private static readonly VendorPath Hit = new("prompt_cache_hit_tokens");
    private static readonly VendorPath Miss = new("prompt_cache_miss_tokens");
    private static readonly VendorPath CacheWrite = new("prompt_tokens_details.cache_write_tokens");
    private static readonly VendorPath CacheCreation = new("prompt_tokens_details.cache_creation_tokens");
    private static readonly VendorPath CacheCreationOfAnthropic = new("cache_creation_input_tokens");
    private static readonly VendorPath CacheCreationInput = new("prompt_tokens_details.cache_creation_input_tokens");
    private static readonly VendorPath NumCached = new("num_cached_tokens");
    private static readonly VendorPath InputAudio = new("prompt_tokens_details.audio_tokens");
    private static readonly VendorPath InputImage = new("prompt_tokens_details.image_tokens");
    private static readonly VendorPath OutputAudio = new("completion_tokens_details.audio_tokens");
    private static readonly VendorPath OutputImage = new("completion_tokens_details.image_tokens");
    private static readonly VendorPath Reasoning = new("completion_tokens_details.reasoning_tokens");
    private static readonly VendorPath ReasoningAtTop = new("reasoning_tokens");
    private static readonly VendorPath ServiceTier = new("service_tier");

    public static void Read(RawUsage raw, VendorHost host, ref VendorCounts counts)
    {
        counts.Input = raw.Count(Prompt) ?? 0;
        counts.Output = raw.Count(Completion) ?? 0;
        counts.Total = raw.Count(Total);
        counts.Reasoning = raw.Count(Reasoning, ReasoningAtTop) ?? 0;
        counts.InputAudio = raw.Count(InputAudio) ?? 0;
        counts.InputImage = raw.Count(InputImage) ?? 0;
        counts.OutputAudio = raw.Count(OutputAudio) ?? 0;
        counts.OutputImage = raw.Count(OutputImage) ?? 0;
        counts.ServiceTier = raw.Text(ServiceTier);
        raw.Ignore(NumCached);
        ReadCache(raw, ref counts);
        switch (host)
        {
            case VendorHost.Xai:
                XaiRule.Read(raw, ref counts);
                break;
            case VendorHost.Perplexity:
                PerplexityRule.Read(raw, ref counts);
                break;
            default:
                break;
        }
    }

    private static void ReadCache(RawUsage raw, ref VendorCounts counts)
    {
        // Every name is looked at, because hosts repeat one count under several; they are never added up.
        var hit = raw.Count(Hit);
        var miss = raw.Count(Miss);
        var atTop = raw.Count(CachedAtTop, CachedOfXai) ?? raw.Count(CachedOfAnthropic);
        var inDetails = raw.Count(Cached);
        raw.Ignore(CachedOfAnthropic);
        counts.CacheRead = hit ?? inDetails ?? atTop ?? 0;
        counts.CachePath = hit is not null ? Hit : inDetails is not null ? Cached : CachedAtTop;
        var written = raw.Count(CacheCreationOfAnthropic);
        counts.CacheWrite5m = raw.Count(CacheWrite, CacheCreation) ?? raw.Count(CacheCreationInput) ?? written ?? 0;
        raw.Ignore(CacheCreation);
        if (hit is not null && miss is not null)
        {
            counts.Flags |= raw.Has(Prompt) && hit + miss != counts.Input ? UsageFlags.PartsMismatch : UsageFlags.None;
            counts.Input = raw.Has(Prompt) ? counts.Input : hit.Value + miss.Value;
        }
    }
}
