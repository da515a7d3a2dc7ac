using System.Runtime.InteropServices;

namespace FinOps.Core.Usage;

/// <summary>A piece of text inside a batch's buffer; length 0 means "not reported".</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TextSlice(int Offset, int Length)
{
    public bool IsEmpty => Length == 0;
}

/// <summary>One usage report as it arrives: validated counts, and texts that still lie in the batch's buffer.</summary>
/// <remarks>A mutable struct, so that a batch of tens of thousands costs no garbage.</remarks>
[StructLayout(LayoutKind.Auto)]
public struct UsageReport
{
    public long OccurredAtMicros;
    public TextSlice RequestId;
    public TextSlice ParentRequestId;
    public TextSlice TraceId;
    public TextSlice SessionId;
    public TextSlice AgentRunId;
    public TextSlice WorkflowStep;
    public TextSlice ModelVersion;
    public TextSlice ServiceTier;
    public TextSlice Error;
    public TextSlice Tags;
    public TextSlice Provider;

    /// <summary>A place or SKU within the provider, in lower case.</summary>
    public TextSlice HostScope;

    /// <summary>Names of dimensions, in the order of <see cref="Data.DimensionKind"/>.</summary>
    public DimensionTexts Names;

    public UsageStatus Status;
    public RequestOrigin Origin;
    public bool IsBatch;

    public int InputTokens;
    public int CacheReadTokens;
    public int CacheWrite5mTokens;
    public int CacheWrite1hTokens;
    public int OutputTokens;
    public int ReasoningTokens;
    public int SearchRequests;

    /// <summary>Audio and image tokens are part of their side; cached ones also of <see cref="CacheReadTokens"/>.</summary>
    public int InputAudioTokens;
    public int CacheReadAudioTokens;
    public int InputImageTokens;
    public int CacheReadImageTokens;
    public int OutputAudioTokens;
    public int OutputImageTokens;
    public UsageFlags Flags;
    public bool HasLayers;
    public int PromptTokens;
    public int ToolTokens;
    public int MemoryTokens;

    /// <summary>As reported; checked against the output, which is what the layer stands for.</summary>
    public int ResponseTokens;
    public long ToolFeesNanos;
    public bool HasClaimedCost;
    public long ClaimedCostNanos;

    /// <summary>-1 when not reported.</summary>
    public int LatencyMs;

    /// <summary>-1 when not reported.</summary>
    public int StreamTerminatedAtToken;

    /// <summary>First and second half of the 128-bit event key.</summary>
    public ulong KeyHigh;
    public ulong KeyLow;
    public long ContentHash;
    public long LineNumber;
    public int RawOffset;
    public int RawLength;

    /// <summary>The line as it came, for setting it aside.</summary>
    internal readonly UsageLine RawLine => new(0, 0, RawOffset, RawLength, 0, LineNumber);
}

/// <summary>One text for each kind of dimension.</summary>
[System.Runtime.CompilerServices.InlineArray(Count)]
public struct DimensionTexts
{
    public const int Count = 8;
    private TextSlice first;
}
