using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FinOps.Core.Usage;

/// <summary>
/// What makes two reports the same event: the request id, or all of the content where there is none.
/// A second hash over the figures tells a harmless repeat from a contradiction.
/// </summary>
internal static class EventIdentity
{
    public static void Set(byte[] buffer, ref UsageReport report)
    {
        report.ContentHash = (long)FiguresHash(buffer, ref report);
        UInt128 key = report.RequestId.IsEmpty ? WholeHash(buffer, ref report) : XxHash128.HashToUInt128(Text(buffer, report.RequestId));
        report.KeyHigh = (ulong)(key >> 64);
        report.KeyLow = (ulong)key;
    }

    /// <summary>Who, what model and how many tokens; not when, since senders stamp the same call differently.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong FiguresHash(byte[] buffer, ref UsageReport report)
    {
        Span<int> figures =
        [
            report.InputTokens, report.CacheReadTokens, report.CacheWrite5mTokens, report.CacheWrite1hTokens, report.OutputTokens,
            report.ReasoningTokens, report.SearchRequests, (int)report.Status,
        ];
        var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(figures));
        hash = XxHash3.HashToUInt64(Text(buffer, report.Provider), (long)hash);
        hash = XxHash3.HashToUInt64(Text(buffer, report.Names[(int)UsageField.Model]), (long)hash);
        hash = XxHash3.HashToUInt64(Text(buffer, report.Names[(int)UsageField.TenantId]), (long)hash);
        hash = XxHash3.HashToUInt64(Text(buffer, report.Names[(int)UsageField.FeatureId]), (long)hash);
        return HasMore(report) ? MoreFigures(report, hash) : hash;
    }

    /// <summary>Fields that came later: where they are not reported the hash stays what it was, so that stored events are recognized.</summary>
    private static bool HasMore(in UsageReport report) =>
        (report.InputAudioTokens | report.InputImageTokens | report.OutputAudioTokens | report.OutputImageTokens | report.CacheReadAudioTokens | report.CacheReadImageTokens) != 0
        || (report.Flags & UsageFlags.UsageMissing) != 0;

    private static ulong MoreFigures(in UsageReport report, ulong hash)
    {
        Span<int> figures =
        [
            report.InputAudioTokens, report.CacheReadAudioTokens, report.InputImageTokens, report.CacheReadImageTokens, report.OutputAudioTokens,
            report.OutputImageTokens, (int)(report.Flags & UsageFlags.UsageMissing),
        ];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(figures), (long)hash);
    }

    private static UInt128 WholeHash(byte[] buffer, ref UsageReport report)
    {
        Span<long> figures =
        [
            report.OccurredAtMicros, report.ContentHash, report.PromptTokens, report.ToolTokens, report.MemoryTokens, report.ToolFeesNanos,
            report.HasClaimedCost ? report.ClaimedCostNanos : -1, report.LatencyMs, report.StreamTerminatedAtToken, (long)report.Origin, report.IsBatch ? 1 : 0,
        ];
        var hash = new XxHash128();
        hash.Append(MemoryMarshal.AsBytes(figures));
        foreach (var name in (ReadOnlySpan<TextSlice>)report.Names)
        {
            Append(hash, buffer, name);
        }

        ReadOnlySpan<TextSlice> texts =
        [
            report.ParentRequestId, report.TraceId, report.SessionId, report.AgentRunId, report.WorkflowStep, report.ModelVersion, report.ServiceTier,
            report.Error, report.Tags,
        ];
        foreach (var text in texts)
        {
            Append(hash, buffer, text);
        }

        if (!report.HostScope.IsEmpty)
        {
            Append(hash, buffer, report.HostScope);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    private static void Append(XxHash128 hash, byte[] buffer, TextSlice text)
    {
        hash.Append(Text(buffer, text));
        hash.Append([0xFF]);
    }

    private static ReadOnlySpan<byte> Text(byte[] buffer, TextSlice text) => buffer.AsSpan(text.Offset, text.Length);
}
