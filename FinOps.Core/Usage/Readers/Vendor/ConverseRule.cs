namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>
/// Bedrock's Converse: <c>inputTokens</c> leaves out cache reads and writes. The same spelling with <c>cachedInputTokens</c>, or with an object
/// in its place, comes from the AI SDK, and there the input includes them.
/// </summary>
internal static class ConverseRule
{
    private static readonly VendorPath Fresh = new("inputTokens");
    private static readonly VendorPath Output = new("outputTokens");
    private static readonly VendorPath Total = new("totalTokens");
    private static readonly VendorPath CacheRead = new("cacheReadInputTokens");
    private static readonly VendorPath CacheReadCount = new("cacheReadInputTokenCount");
    private static readonly VendorPath CacheWrite = new("cacheWriteInputTokens");
    private static readonly VendorPath CacheWriteCount = new("cacheWriteInputTokenCount");
    private static readonly VendorPath Ttl = new("cacheDetails.[].ttl");
    private static readonly VendorPath TtlTokens = new("cacheDetails.[].inputTokens");
    private static readonly VendorPath Included = new("cachedInputTokens");
    private static readonly VendorPath Reasoning = new("reasoningTokens");
    private static readonly VendorPath InputTotal = new("inputTokens.total");
    private static readonly VendorPath InputRead = new("inputTokens.cacheRead");
    private static readonly VendorPath InputWrite = new("inputTokens.cacheWrite");
    private static readonly VendorPath OutputTotal = new("outputTokens.total");
    private static readonly VendorPath OutputReasoning = new("outputTokens.reasoning");
    private static readonly VendorPath Tier = new("serviceTier");
    private static readonly VendorPath TierType = new("serviceTier.type");
    private static readonly VendorPath Region = new("region");

    public static void Read(RawUsage raw, ref VendorCounts counts)
    {
        if (raw.Has(InputTotal) || raw.Has(OutputTotal))
        {
            counts.Input = raw.Count(InputTotal) ?? 0;
            (counts.CacheRead, counts.CachePath) = (raw.Count(InputRead) ?? 0, InputRead);
            counts.CacheWrite5m = raw.Count(InputWrite) ?? 0;
            counts.Output = raw.Count(OutputTotal) ?? 0;
            counts.Reasoning = raw.Count(OutputReasoning) ?? 0;
            return;
        }

        var fresh = raw.Count(Fresh) ?? 0;
        counts.Output = raw.Count(Output) ?? 0;
        counts.Reasoning = raw.Count(Reasoning) ?? 0;
        counts.Total = raw.Count(Total);
        counts.ServiceTier = raw.Text(TierType) is { IsEmpty: false } tier ? tier : raw.Text(Tier);
        counts.HostScope = raw.Text(Region);
        if (raw.Count(Included) is { } included)
        {
            (counts.Input, counts.CacheRead, counts.CachePath) = (fresh, included, Included);
            return;
        }

        var written = raw.Count(CacheWrite, CacheWriteCount) ?? 0;
        var for1h = raw.Sum(TtlTokens, Ttl, "1h"u8);
        var for5m = raw.Sum(TtlTokens, Ttl, "5m"u8);
        counts.CacheRead = raw.Count(CacheRead, CacheReadCount) ?? 0;
        counts.CacheWrite1h = for1h ?? 0;
        counts.CacheWrite5m = Math.Max(for5m ?? 0, written - counts.CacheWrite1h);
        var hasSplit = for1h is not null || for5m is not null;
        counts.Flags |= hasSplit && (for1h ?? 0) + (for5m ?? 0) != written ? UsageFlags.PartsMismatch : UsageFlags.None;
        counts.Input = fresh + counts.CacheRead + counts.CacheWrite5m + counts.CacheWrite1h;

        // The total is stated with the cache by some models and without it by others.
        counts.OtherTotal = fresh + counts.Output;
    }
}
