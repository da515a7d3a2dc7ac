using System.Globalization;

namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>What must hold of the counts that a rule has read.</summary>
internal static class VendorChecks
{
    private static readonly VendorPath Seconds = new("seconds");
    private static readonly VendorPath Pages = new("pages_processed");
    private static readonly VendorPath Characters = new("characters");

    /// <summary>The first thing that makes the counts impossible; what is only doubtful becomes a flag.</summary>
    public static UsageFault? Check(RawUsage raw, VendorHost host, ref VendorCounts counts)
    {
        counts.ClaimedNanos = ReportedCost.Of(raw, host);
        if (counts.Total is { } total && total != counts.Input + counts.Output && total != counts.OtherTotal)
        {
            counts.Flags |= UsageFlags.TotalMismatch;
        }

        counts.Flags |= raw.HasUnread() ? UsageFlags.UnreadCounts : UsageFlags.None;
        counts.Flags |= raw.HasFallen ? UsageFlags.StreamFell : UsageFlags.None;
        return raw.Fault ?? CheckCache(counts) ?? CheckParts(counts) ?? CheckSize(raw, counts);
    }

    /// <summary>Why no rule reads the object, with what to do about it.</summary>
    public static UsageFault Unknown(RawUsage raw)
    {
        var unit = raw.Has(Seconds) ? "seconds" : raw.Has(Pages) ? "pages" : raw.Has(Characters) ? "characters" : null;
        return unit is null
            ? UsageFaults.UnknownUsage("usage", $"has the shape of no provider's usage object that we know ({raw.Names()}). Send the object as the provider returned it, or the counts as input_tokens and output_tokens.")
            : UsageFaults.UnknownUsage("usage", $"counts {unit}, not tokens. Send input_tokens and output_tokens as 0 and the cost as tool_fees_usd.");
    }

    private static UsageFault? CheckCache(in VendorCounts counts)
    {
        var cached = counts.CacheRead + counts.CacheWrite5m + counts.CacheWrite1h;
        return cached <= counts.Input ? null : UsageFaults.NegativeBucket(
            counts.CachePath?.Field ?? "usage",
            string.Create(CultureInfo.InvariantCulture, $"{counts.CacheRead:N0} cached and {counts.CacheWrite5m + counts.CacheWrite1h:N0} written tokens are more than all {counts.Input:N0} tokens of the input, which includes them"));
    }

    private static UsageFault? CheckParts(in VendorCounts counts)
    {
        if (counts.Reasoning > counts.Output)
        {
            return UsageFaults.NegativeBucket("usage", string.Create(CultureInfo.InvariantCulture, $"{counts.Reasoning:N0} reasoning tokens are more than all {counts.Output:N0} tokens of the output, which includes them"));
        }

        var fresh = counts.InputAudio + counts.InputImage - counts.CacheReadAudio - counts.CacheReadImage;
        var uncached = counts.Input - counts.CacheRead - counts.CacheWrite5m - counts.CacheWrite1h;
        var isImpossible = counts.InputAudio + counts.InputImage > counts.Input
            || counts.CacheReadAudio + counts.CacheReadImage > counts.CacheRead
            || counts.CacheReadAudio > counts.InputAudio || counts.CacheReadImage > counts.InputImage
            || (counts.OutputAudio + counts.OutputImage > 0 && counts.OutputAudio + counts.OutputImage + counts.Reasoning > counts.Output)
            || fresh > uncached;
        return isImpossible ? UsageFaults.NegativeBucket("usage", "the audio and image tokens are more than the input or output that they are a part of") : null;
    }

    private static UsageFault? CheckSize(RawUsage raw, in VendorCounts counts) =>
        counts.Input > raw.MaxCount ? UsageFaults.Absurd("usage", raw.MaxCount) : counts.Output > raw.MaxCount ? UsageFaults.Absurd("usage", raw.MaxCount) : null;
}
