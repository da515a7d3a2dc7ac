namespace FinOps.Core.Pricing;

/// <summary>Rates of one price row in nano-USD (or nano-units of its currency) per million tokens; null means the provider lists no such rate.</summary>
public sealed class TokenRates
{
    public long? InputPer1M { get; set; }
    public long? CacheReadPer1M { get; set; }
    public long? CacheWrite5mPer1M { get; set; }
    public long? CacheWrite1hPer1M { get; set; }
    public long? OutputPer1M { get; set; }

    /// <summary>Null: the output rate.</summary>
    public long? ReasoningPer1M { get; set; }

    /// <summary>Null, as for all audio and image rates: the text rate of that side.</summary>
    public long? InputAudioPer1M { get; set; }
    public long? CacheReadAudioPer1M { get; set; }
    public long? InputImagePer1M { get; set; }
    public long? CacheReadImagePer1M { get; set; }
    public long? OutputAudioPer1M { get; set; }
    public long? OutputImagePer1M { get; set; }
}

/// <summary>The rates of a request whose input, cached tokens included, passes a threshold. They hold for the whole request, output too.</summary>
public sealed class ContextTier
{
    public int Threshold { get; set; }

    /// <summary>True when the threshold itself is already beyond.</summary>
    public bool IsInclusive { get; set; }
    public TokenRates Rates { get; set; } = new();

    /// <summary>Whether a request of so many input tokens is charged at these rates.</summary>
    public bool IsPassedBy(int inputTokens) => IsInclusive ? inputTokens >= Threshold : inputTokens > Threshold;
}
