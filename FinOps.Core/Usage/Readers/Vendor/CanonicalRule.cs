using FinOps.Core.Data;

namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>The fields of the usage format: totals include their parts.</summary>
internal static class CanonicalRule
{
    private const decimal MaxUsd = 1_000_000m;
    private static readonly VendorPath Input = new("input_tokens");
    private static readonly VendorPath Output = new("output_tokens");
    private static readonly VendorPath Cached = new("cached_input_tokens");
    private static readonly VendorPath CacheWrite = new("cache_write_tokens");
    private static readonly VendorPath CacheWrite1h = new("cache_write_1h_tokens");
    private static readonly VendorPath Reasoning = new("reasoning_tokens");
    private static readonly VendorPath InputAudio = new("input_audio_tokens");
    private static readonly VendorPath CachedAudio = new("cached_audio_tokens");
    private static readonly VendorPath InputImage = new("input_image_tokens");
    private static readonly VendorPath CachedImage = new("cached_image_tokens");
    private static readonly VendorPath OutputAudio = new("output_audio_tokens");
    private static readonly VendorPath OutputImage = new("output_image_tokens");
    private static readonly VendorPath Searches = new("search_requests");
    private static readonly VendorPath ToolFees = new("tool_fees_usd");
    private static readonly VendorPath ServiceTier = new("service_tier");
    private static readonly VendorPath HostScope = new("host_scope");

    public static UsageFault? Read(RawUsage raw, ref VendorCounts counts)
    {
        counts.Input = raw.Count(Input) ?? 0;
        counts.Output = raw.Count(Output) ?? 0;
        counts.CacheRead = raw.Count(Cached) ?? 0;
        counts.CachePath = Cached;
        counts.CacheWrite5m = raw.Count(CacheWrite) ?? 0;
        counts.CacheWrite1h = raw.Count(CacheWrite1h) ?? 0;
        counts.Reasoning = raw.Count(Reasoning) ?? 0;
        counts.InputAudio = raw.Count(InputAudio) ?? 0;
        counts.CacheReadAudio = raw.Count(CachedAudio) ?? 0;
        counts.InputImage = raw.Count(InputImage) ?? 0;
        counts.CacheReadImage = raw.Count(CachedImage) ?? 0;
        counts.OutputAudio = raw.Count(OutputAudio) ?? 0;
        counts.OutputImage = raw.Count(OutputImage) ?? 0;
        counts.SearchRequests = raw.Count(Searches) ?? 0;
        counts.ServiceTier = raw.Text(ServiceTier);
        counts.HostScope = raw.Text(HostScope);
        if (!raw.Has(ToolFees))
        {
            return null;
        }

        switch (raw.Number(ToolFees))
        {
            case null:
                return UsageFaults.WrongType(ToolFees.Field, "an amount in USD");
            case < 0:
                return UsageFaults.Negative(ToolFees.Field);
            case > MaxUsd:
                return UsageFaults.Absurd(ToolFees.Field, (long)MaxUsd);
            case { } usd:
                counts.ToolFeesNanos = Money.ToNanos(usd);
                return null;
        }
    }
}
