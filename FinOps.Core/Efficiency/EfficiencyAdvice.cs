namespace FinOps.Core.Efficiency;

/// <summary>What can be done about an inefficiency.</summary>
public enum AdviceKind
{
    /// <summary>Find out why the feature's models or prices changed.</summary>
    ExplainUpgrade,

    /// <summary>Make fewer attempts fail.</summary>
    FixRetries,

    /// <summary>Let the provider cache more of the prompt.</summary>
    CachePrompts,

    /// <summary>Stop generating when the reader leaves.</summary>
    StopStreams,

    /// <summary>Bring the prompt back to its earlier size.</summary>
    TrimPrompts,
}

/// <summary>One thing to do.</summary>
/// <param name="Kind">What.</param>
/// <param name="EffectNanos">What it saves in the period, in nano-USD; for an upgrade, what the upgrade adds in the period.</param>
/// <param name="Because">The figures that it follows from, in one sentence.</param>
public sealed record EfficiencyAdvice(AdviceKind Kind, long EffectNanos, string Because);
