namespace FinOps.Core.Usage;

/// <summary>The rules that hold between the fields of one report.</summary>
internal static class UsageRules
{
    /// <summary>The first rule that the report breaks, or null. Absent counts of failed calls mean 0.</summary>
    public static UsageFault? Check(ref UsageReport report, ulong seen, long latestMicros, UsageOptions options)
    {
        if (!Has(seen, UsageField.Timestamp))
        {
            return UsageFaults.Missing("timestamp");
        }

        if (report.Provider.IsEmpty)
        {
            return UsageFaults.Missing("provider");
        }

        if (report.Names[(int)UsageField.Model].IsEmpty)
        {
            return UsageFaults.Missing("model");
        }

        var mayLackCounts = report.Status is UsageStatus.Error or UsageStatus.Timeout;
        if (!mayLackCounts && !Has(seen, UsageField.InputTokens))
        {
            return UsageFaults.Missing("input_tokens");
        }

        if (!mayLackCounts && !Has(seen, UsageField.OutputTokens))
        {
            return UsageFaults.Missing("output_tokens");
        }

        return CheckTime(report.OccurredAtMicros, latestMicros, options) ?? CheckCounts(ref report);
    }

    private static UsageFault? CheckTime(long occurredAtMicros, long latestMicros, UsageOptions options) =>
        occurredAtMicros > latestMicros ? UsageFaults.FarFuture("timestamp", options.MaxFutureHours)
        : occurredAtMicros < 0 ? UsageFaults.UnknownTime("timestamp") : null;

    private static UsageFault? CheckCounts(ref UsageReport report)
    {
        if ((long)report.CacheReadTokens + report.CacheWrite5mTokens + report.CacheWrite1hTokens > report.InputTokens)
        {
            return UsageFaults.CachedExceedsInput;
        }

        if (report.ReasoningTokens > report.OutputTokens)
        {
            return UsageFaults.ReasoningExceedsOutput;
        }

        if (report.ResponseTokens > report.OutputTokens)
        {
            return UsageFaults.ResponseExceedsOutput;
        }

        return (long)report.PromptTokens + report.ToolTokens + report.MemoryTokens > report.InputTokens ? UsageFaults.LayersExceedInput : CheckMedia(ref report);
    }

    /// <summary>Audio and image tokens are parts of their side, and cached ones of what was cached.</summary>
    private static UsageFault? CheckMedia(ref UsageReport report)
    {
        if ((report.InputAudioTokens | report.InputImageTokens | report.OutputAudioTokens | report.OutputImageTokens | report.CacheReadAudioTokens | report.CacheReadImageTokens) == 0)
        {
            return null;
        }

        if (report.CacheReadAudioTokens > report.InputAudioTokens || report.CacheReadImageTokens > report.InputImageTokens)
        {
            return UsageFaults.CachedMediaExceedsMedia;
        }

        if ((long)report.CacheReadAudioTokens + report.CacheReadImageTokens > report.CacheReadTokens)
        {
            return UsageFaults.CachedMediaExceedsCached;
        }

        var fresh = (long)report.InputTokens - report.CacheReadTokens - report.CacheWrite5mTokens - report.CacheWrite1hTokens;
        var media = (long)report.InputAudioTokens - report.CacheReadAudioTokens + report.InputImageTokens - report.CacheReadImageTokens;
        return media > fresh ? UsageFaults.MediaExceedsInput
            : (long)report.OutputAudioTokens + report.OutputImageTokens + report.ReasoningTokens > report.OutputTokens ? UsageFaults.MediaExceedsOutput : null;
    }

    private static bool Has(ulong seen, UsageField field) => (seen & (1UL << (int)field)) != 0;
}
