namespace FinOps.Core.Pricing;

/// <summary>One of the rates of <see cref="TokenRates"/>, with its names: the only list of them.</summary>
/// <param name="Name">The property of <see cref="TokenRates"/>, also in drafts.</param>
/// <param name="Column">The name in price tables.</param>
/// <param name="Label">The name for people.</param>
/// <param name="Of">Reads the rate.</param>
/// <param name="Set">Writes the rate.</param>
public sealed record TokenRate(string Name, string Column, string Label, Func<TokenRates, long?> Of, Action<TokenRates, long?> Set)
{
    /// <summary>All rates in the order in which people read them.</summary>
    public static IReadOnlyList<TokenRate> All { get; } =
    [
        new(nameof(TokenRates.InputPer1M), "input", "Input", r => r.InputPer1M, (r, v) => r.InputPer1M = v),
        new(nameof(TokenRates.CacheReadPer1M), "cache_read", "Cached input", r => r.CacheReadPer1M, (r, v) => r.CacheReadPer1M = v),
        new(nameof(TokenRates.CacheWrite5mPer1M), "cache_write_5m", "Cache write, 5 min", r => r.CacheWrite5mPer1M, (r, v) => r.CacheWrite5mPer1M = v),
        new(nameof(TokenRates.CacheWrite1hPer1M), "cache_write_1h", "Cache write, 1 h", r => r.CacheWrite1hPer1M, (r, v) => r.CacheWrite1hPer1M = v),
        new(nameof(TokenRates.OutputPer1M), "output", "Output", r => r.OutputPer1M, (r, v) => r.OutputPer1M = v),
        new(nameof(TokenRates.ReasoningPer1M), "reasoning", "Reasoning", r => r.ReasoningPer1M, (r, v) => r.ReasoningPer1M = v),
        new(nameof(TokenRates.InputAudioPer1M), "input_audio", "Audio input", r => r.InputAudioPer1M, (r, v) => r.InputAudioPer1M = v),
        new(nameof(TokenRates.CacheReadAudioPer1M), "cache_read_audio", "Cached audio", r => r.CacheReadAudioPer1M, (r, v) => r.CacheReadAudioPer1M = v),
        new(nameof(TokenRates.InputImagePer1M), "input_image", "Image input", r => r.InputImagePer1M, (r, v) => r.InputImagePer1M = v),
        new(nameof(TokenRates.CacheReadImagePer1M), "cache_read_image", "Cached image", r => r.CacheReadImagePer1M, (r, v) => r.CacheReadImagePer1M = v),
        new(nameof(TokenRates.OutputAudioPer1M), "output_audio", "Audio output", r => r.OutputAudioPer1M, (r, v) => r.OutputAudioPer1M = v),
        new(nameof(TokenRates.OutputImagePer1M), "output_image", "Image output", r => r.OutputImagePer1M, (r, v) => r.OutputImagePer1M = v),
    ];
}
