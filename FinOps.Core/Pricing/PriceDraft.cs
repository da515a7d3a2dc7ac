namespace FinOps.Core.Pricing;

/// <summary>Rates as people write them: USD per million tokens; null means "not listed", 0 means free.</summary>
public sealed class RatesDraft
{
    public decimal? InputPer1M { get; set; }
    public decimal? CacheReadPer1M { get; set; }
    public decimal? CacheWrite5mPer1M { get; set; }
    public decimal? CacheWrite1hPer1M { get; set; }
    public decimal? OutputPer1M { get; set; }

    /// <summary>The same rates in USD.</summary>
    public static RatesDraft Of(TokenRates rates)
    {
        ArgumentNullException.ThrowIfNull(rates);
        return new RatesDraft
        {
            InputPer1M = ToUsd(rates.InputPer1M),
            CacheReadPer1M = ToUsd(rates.CacheReadPer1M),
            CacheWrite5mPer1M = ToUsd(rates.CacheWrite5mPer1M),
            CacheWrite1hPer1M = ToUsd(rates.CacheWrite1hPer1M),
            OutputPer1M = ToUsd(rates.OutputPer1M),
        };
    }

    internal static decimal? ToUsd(long? nanos) => nanos is { } known ? Data.Money.ToUsd(known) : null;
}

/// <summary>A price that somebody wants to add; money in USD, instants in UTC.</summary>
public sealed class PriceDraft
{
    /// <summary><see cref="PriceKind.Own"/> or <see cref="PriceKind.Contract"/>; the catalog comes with the program.</summary>
    public PriceKind Kind { get; set; } = PriceKind.Own;
    public string Provider { get; set; } = "";
    public string ModelPattern { get; set; } = "";
    public ModelMatch Match { get; set; }
    public RatesDraft Rates { get; set; } = new();

    /// <summary>Total input tokens beyond which <see cref="LongRates"/> apply to the whole request.</summary>
    public int? LongContextThreshold { get; set; }

    /// <summary>True when the threshold itself already counts as long.</summary>
    public bool IsLongContextInclusive { get; set; }
    public RatesDraft LongRates { get; set; } = new();

    /// <summary>Factors on the token rates, such as 0.5; null charges the standard rates.</summary>
    public decimal? BatchFactor { get; set; }
    public decimal? FlexFactor { get; set; }
    public decimal? PriorityFactor { get; set; }
    public decimal? SearchUsdPer1K { get; set; }

    /// <summary>First instant at which the price applies.</summary>
    public DateTime? ValidFromUtc { get; set; }

    /// <summary>First instant at which it no longer does; null while open.</summary>
    public DateTime? ValidToUtc { get; set; }

    /// <summary>Where the figures come from, e.g. a contract number or an address.</summary>
    public string Source { get; set; } = "";

    /// <summary>Why the price is added; kept with the row.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The price that this one replaces from its start on; null adds one beside the others.</summary>
    public int? SupersedesId { get; set; }

    /// <summary>A draft that starts from the figures of a stored price.</summary>
    public static PriceDraft From(Price price)
    {
        ArgumentNullException.ThrowIfNull(price);
        return new PriceDraft
        {
            Kind = price.Kind == PriceKind.Catalog ? PriceKind.Own : price.Kind,
            Provider = price.Provider,
            ModelPattern = price.ModelPattern,
            Match = price.Match,
            Rates = RatesDraft.Of(price.Rates),
            LongContextThreshold = price.LongContextThreshold,
            IsLongContextInclusive = price.IsLongContextInclusive,
            LongRates = RatesDraft.Of(price.LongRates),
            BatchFactor = price.BatchFactorPpm / 1_000_000m,
            FlexFactor = price.FlexFactorPpm / 1_000_000m,
            PriorityFactor = price.PriorityFactorPpm / 1_000_000m,
            SearchUsdPer1K = RatesDraft.ToUsd(price.SearchPer1K),
            SupersedesId = price.Kind == PriceKind.Catalog ? null : price.Id,
        };
    }
}

/// <summary>What is wrong with one field of a draft, and the cure.</summary>
/// <param name="Field">The path of the field, e.g. <c>Rates.InputPer1M</c>.</param>
/// <param name="Message">One sentence.</param>
public sealed record PriceFault(string Field, string Message);

/// <summary>What became of a draft.</summary>
public abstract record PriceSaveResult
{
    private PriceSaveResult()
    {
    }

    /// <summary>The price is stored and in force for calls of its period that arrive from now on.</summary>
    public sealed record Saved(int PriceId) : PriceSaveResult;

    /// <summary>Nothing was stored; every fault is listed.</summary>
    public sealed record Invalid(IReadOnlyList<PriceFault> Faults) : PriceSaveResult;
}
