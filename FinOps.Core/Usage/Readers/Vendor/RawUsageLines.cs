using System.Text;

namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>Fills a report from the provider's own usage object on its line. Not thread-safe: one for each import.</summary>
internal sealed class RawUsageLines(int maxCount)
{
    private const int MaxTierBytes = 64;
    private const int MaxScopeBytes = 128;
    private readonly VendorUsageReader reader = new(maxCount);

    /// <summary>The rule by which the last object was read; null when there was none.</summary>
    public VendorRule? LastRule { get; private set; }

    /// <summary>Reads the object, if there is one, and brings the host scope to lower case.</summary>
    /// <param name="buffer">Where the line lies.</param>
    /// <param name="fields">What was read of the line.</param>
    /// <param name="named">The fields that the line names, also with null.</param>
    /// <param name="report">What is filled.</param>
    /// <param name="seen">The fields that have a value.</param>
    /// <returns>Why the line is no record; null when it is.</returns>
    public UsageFault? Fill(byte[] buffer, in FieldReader fields, ulong named, ref UsageReport report, ref ulong seen)
    {
        var fault = Has(named, UsageField.Usage) ? FillCounts(buffer, fields, ref report, ref seen) : null;
        Ascii.ToLowerInPlace(buffer.AsSpan(report.HostScope.Offset, report.HostScope.Length), out _);
        return fault;
    }

    private UsageFault? FillCounts(byte[] buffer, in FieldReader fields, ref UsageReport report, ref ulong seen)
    {
        VendorCounts counts = default;
        LastRule = null;
        if (fields.RawUsage.IsEmpty)
        {
            counts.IsMissing = true;
        }
        else if (reader.Read(buffer, fields.RawUsage, Text(buffer, report.Provider), Text(buffer, fields.ApiFlavor), out counts) is { } fault)
        {
            return fault;
        }

        if (!counts.IsMissing)
        {
            LastRule = counts.Rule;
            return Conflict(counts, report, seen) ?? Take(counts, ref report, ref seen);
        }

        // Nothing reported is no fault of the line: a call that failed used nothing, any other is stored as unpriced.
        if (!Has(seen, UsageField.InputTokens) && report.Status is not (UsageStatus.Error or UsageStatus.Timeout))
        {
            report.Flags |= UsageFlags.UsageMissing;
            seen |= Bit(UsageField.InputTokens) | Bit(UsageField.OutputTokens);
        }

        return null;
    }

    /// <summary>Counts may stand beside the object, but must not contradict it.</summary>
    private static UsageFault? Conflict(in VendorCounts counts, in UsageReport report, ulong seen)
    {
        ReadOnlySpan<(UsageField Field, long Said, int Reported)> pairs =
        [
            (UsageField.InputTokens, counts.Input, report.InputTokens),
            (UsageField.CachedInputTokens, counts.CacheRead, report.CacheReadTokens),
            (UsageField.CacheWriteTokens, counts.CacheWrite5m, report.CacheWrite5mTokens),
            (UsageField.CacheWrite1hTokens, counts.CacheWrite1h, report.CacheWrite1hTokens),
            (UsageField.OutputTokens, counts.Output, report.OutputTokens),
            (UsageField.ReasoningTokens, counts.Reasoning, report.ReasoningTokens),
            (UsageField.InputAudioTokens, counts.InputAudio, report.InputAudioTokens),
            (UsageField.CachedAudioTokens, counts.CacheReadAudio, report.CacheReadAudioTokens),
            (UsageField.InputImageTokens, counts.InputImage, report.InputImageTokens),
            (UsageField.CachedImageTokens, counts.CacheReadImage, report.CacheReadImageTokens),
            (UsageField.OutputAudioTokens, counts.OutputAudio, report.OutputAudioTokens),
            (UsageField.OutputImageTokens, counts.OutputImage, report.OutputImageTokens),
        ];
        foreach (var (field, said, reported) in pairs)
        {
            if (Has(seen, field) && said != reported)
            {
                return UsageFaults.UsageConflict(UsageFields.NameOf(field));
            }
        }

        return null;
    }

    private static UsageFault? Take(in VendorCounts counts, ref UsageReport report, ref ulong seen)
    {
        report.InputTokens = (int)counts.Input;
        report.CacheReadTokens = (int)counts.CacheRead;
        report.CacheWrite5mTokens = (int)counts.CacheWrite5m;
        report.CacheWrite1hTokens = (int)counts.CacheWrite1h;
        report.OutputTokens = (int)counts.Output;
        report.ReasoningTokens = (int)counts.Reasoning;
        report.InputAudioTokens = (int)counts.InputAudio;
        report.CacheReadAudioTokens = (int)counts.CacheReadAudio;
        report.InputImageTokens = (int)counts.InputImage;
        report.CacheReadImageTokens = (int)counts.CacheReadImage;
        report.OutputAudioTokens = (int)counts.OutputAudio;
        report.OutputImageTokens = (int)counts.OutputImage;
        report.Flags |= counts.Flags;
        seen |= Bit(UsageField.InputTokens) | Bit(UsageField.OutputTokens);

        // What the line itself says of tier, place, searches, fees and cost goes first.
        report.SearchRequests = Has(seen, UsageField.SearchRequests) ? report.SearchRequests : (int)counts.SearchRequests;
        report.ToolFeesNanos = Has(seen, UsageField.ToolFeesUsd) ? report.ToolFeesNanos : counts.ToolFeesNanos;
        report.ServiceTier = report.ServiceTier.IsEmpty ? counts.ServiceTier : report.ServiceTier;
        report.HostScope = report.HostScope.IsEmpty ? counts.HostScope : report.HostScope;
        if (!report.HasClaimedCost && counts.ClaimedNanos is { } claimed)
        {
            (report.HasClaimedCost, report.ClaimedCostNanos) = (true, claimed);
        }

        return report.ServiceTier.Length > MaxTierBytes ? UsageFaults.TextTooLong("usage.service_tier", MaxTierBytes)
            : report.HostScope.Length > MaxScopeBytes ? UsageFaults.TextTooLong("usage.inference_geo", MaxScopeBytes) : null;
    }

    private static ReadOnlySpan<byte> Text(byte[] buffer, TextSlice text) => buffer.AsSpan(text.Offset, text.Length);

    private static ulong Bit(UsageField field) => 1UL << (int)field;

    private static bool Has(ulong seen, UsageField field) => (seen & Bit(field)) != 0;
}
