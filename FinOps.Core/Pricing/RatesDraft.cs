namespace FinOps.Core.Pricing;

/// <summary>Rates as people write them: units of the currency per million tokens; null means "not listed", 0 means free.</summary>
public sealed class RatesDraft
{
    private readonly decimal?[] values = new decimal?[TokenRate.All.Count];

    public decimal? InputPer1M { get => values[0]; set => values[0] = value; }
    public decimal? CacheReadPer1M { get => values[1]; set => values[1] = value; }
    public decimal? CacheWrite5mPer1M { get => values[2]; set => values[2] = value; }
    public decimal? CacheWrite1hPer1M { get => values[3]; set => values[3] = value; }
    public decimal? OutputPer1M { get => values[4]; set => values[4] = value; }
    public decimal? ReasoningPer1M { get => values[5]; set => values[5] = value; }
    public decimal? InputAudioPer1M { get => values[6]; set => values[6] = value; }
    public decimal? CacheReadAudioPer1M { get => values[7]; set => values[7] = value; }
    public decimal? InputImagePer1M { get => values[8]; set => values[8] = value; }
    public decimal? CacheReadImagePer1M { get => values[9]; set => values[9] = value; }
    public decimal? OutputAudioPer1M { get => values[10]; set => values[10] = value; }
    public decimal? OutputImagePer1M { get => values[11]; set => values[11] = value; }

    /// <summary>Whether no rate is given.</summary>
    public bool IsEmpty => values.All(v => v is null);

    /// <summary>A rate by its place in <see cref="TokenRate.All"/>.</summary>
    public decimal? this[int rate]
    {
        get => values[rate];
        set => values[rate] = value;
    }

    /// <summary>The same rates in whole units.</summary>
    public static RatesDraft Of(TokenRates rates)
    {
        ArgumentNullException.ThrowIfNull(rates);
        var draft = new RatesDraft();
        for (var i = 0; i < TokenRate.All.Count; i++)
        {
            draft[i] = ToUnits(TokenRate.All[i].Of(rates));
        }

        return draft;
    }

    internal static decimal? ToUnits(long? nanos) => nanos is { } known ? Data.Money.ToUsd(known) : null;
}

/// <summary>Rates beyond a threshold, as people write them.</summary>
public sealed class ContextTierDraft
{
    /// <summary>Total input tokens beyond which <see cref="Rates"/> apply to the whole request.</summary>
    public int? Threshold { get; set; }

    /// <summary>True when the threshold itself is already beyond.</summary>
    public bool IsInclusive { get; set; }
    public RatesDraft Rates { get; set; } = new();
}
