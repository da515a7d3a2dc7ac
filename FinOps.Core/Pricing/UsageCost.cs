namespace FinOps.Core.Pricing;

/// <summary>The service tier that was returned for a call; it selects rates of its own or a factor on the token rates. The numbers are stored.</summary>
public enum ServiceTier : byte
{
    Standard = 0,
    Batch = 1,
    Flex = 2,
    Priority = 3,

    /// <summary>Faster answers at rates of their own; there is no factor for it.</summary>
    Fast = 4,
}

/// <summary>
/// What is charged for one call. Counts are inclusive: cache reads and writes are part of <see cref="InputTokens"/>, reasoning of <see cref="OutputTokens"/>,
/// audio and image tokens of their side, cached audio of audio and of cache reads alike.
/// </summary>
public readonly record struct UsageQuantities(
    int InputTokens,
    int CacheReadTokens,
    int CacheWrite5mTokens,
    int CacheWrite1hTokens,
    int OutputTokens,
    int SearchRequests,
    long ToolFeesNanos,
    ServiceTier Tier)
{
    public int ReasoningTokens { get; init; }
    public int InputAudioTokens { get; init; }
    public int CacheReadAudioTokens { get; init; }
    public int InputImageTokens { get; init; }
    public int CacheReadImageTokens { get; init; }
    public int OutputAudioTokens { get; init; }
    public int OutputImageTokens { get; init; }

    /// <summary>Whether any token may be charged at a rate of its own kind: reasoning, audio or image.</summary>
    internal bool HasParts =>
        (ReasoningTokens | InputAudioTokens | InputImageTokens | CacheReadAudioTokens | CacheReadImageTokens | OutputAudioTokens | OutputImageTokens) != 0;
}

/// <summary>Cost per bucket in nano-USD, each rounded once, half-even.</summary>
public readonly record struct UsageCost(long InputNanos, long CacheReadNanos, long CacheWriteNanos, long OutputNanos, long FeeNanos)
{
    /// <summary>The cost of a call that has no price: only the fee that was reported with it.</summary>
    public static UsageCost Unpriced(long toolFeesNanos) => new(0, 0, 0, 0, toolFeesNanos);

    public long TotalNanos => InputNanos + CacheReadNanos + CacheWriteNanos + OutputNanos + FeeNanos;
}
