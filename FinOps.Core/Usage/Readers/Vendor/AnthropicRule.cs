namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>
/// Anthropic's own object, also behind Bedrock, Azure and Vertex. The input is the sum of fresh, read and written tokens;
/// the split of the writes by lifetime is a part of them, and where it is missing they count as written for 5 minutes.
/// </summary>
internal static class AnthropicRule
{
    private static readonly VendorPath Fresh = new("input_tokens");
    private static readonly VendorPath CacheRead = new("cache_read_input_tokens");
    private static readonly VendorPath CacheWrite = new("cache_creation_input_tokens");
    private static readonly VendorPath CacheWrite5m = new("cache_creation.ephemeral_5m_input_tokens");
    private static readonly VendorPath CacheWrite1h = new("cache_creation.ephemeral_1h_input_tokens");
    private static readonly VendorPath Output = new("output_tokens");
    private static readonly VendorPath Thinking = new("output_tokens_details.thinking_tokens");
    private static readonly VendorPath Searches = new("server_tool_use.web_search_requests");
    private static readonly VendorPath IterationType = new("iterations.[].type");

    /// <summary>Bedrock repeats the counts in the last event of a stream.</summary>
    private static readonly VendorPath[] Repeated =
    [
        new("inputTokenCount"), new("outputTokenCount"), new("cacheReadInputTokenCount"), new("cacheWriteInputTokenCount"),
    ];

    private static readonly VendorPath ServiceTier = new("service_tier");
    private static readonly VendorPath Speed = new("speed");
    private static readonly VendorPath Geo = new("inference_geo");
    private static readonly VendorPath Region = new("region");

    public static void Read(RawUsage raw, ref VendorCounts counts)
    {
        var written = raw.Count(CacheWrite);
        var written5m = raw.Count(CacheWrite5m) ?? 0;
        counts.CacheRead = raw.Count(CacheRead) ?? 0;
        counts.CacheWrite1h = raw.Count(CacheWrite1h) ?? 0;

        // What the split leaves open was written for the shorter time; a split above the sum is believed, for it is what is charged.
        counts.CacheWrite5m = Math.Max(written5m, (written ?? 0) - counts.CacheWrite1h);
        var hasSplit = raw.Has(CacheWrite5m) || raw.Has(CacheWrite1h);
        counts.Flags |= hasSplit && written is not null && written5m + counts.CacheWrite1h != written ? UsageFlags.PartsMismatch : UsageFlags.None;
        counts.Input = (raw.Count(Fresh) ?? 0) + counts.CacheRead + counts.CacheWrite5m + counts.CacheWrite1h;
        counts.Output = raw.Count(Output) ?? 0;
        counts.Reasoning = raw.Count(Thinking) ?? 0;
        counts.SearchRequests = raw.Count(Searches) ?? 0;
        counts.ServiceTier = raw.Text(Speed) is var speed && raw.Is(speed, "fast"u8) ? speed : raw.Text(ServiceTier);
        counts.HostScope = raw.Text(Geo) is var geo && !geo.IsEmpty && !raw.Is(geo, "not_available"u8) ? geo : raw.Text(Region);
        foreach (var repeated in Repeated)
        {
            raw.Ignore(repeated);
        }

        counts.Flags |= raw.HasOther(IterationType, "message"u8) ? UsageFlags.SideCalls : UsageFlags.None;
    }
}
