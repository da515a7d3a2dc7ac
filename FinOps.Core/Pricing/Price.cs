namespace FinOps.Core.Pricing;

/// <summary>How <see cref="Price.ModelPattern"/> is compared with a reported model. The numbers are stored.</summary>
public enum ModelMatch : byte
{
    Exact = 0,
    Prefix = 1,
    Regex = 2,
}

/// <summary>Where a price comes from; a later kind overrides an earlier one. The numbers are stored.</summary>
public enum PriceKind : byte
{
    Catalog = 0,
    Own = 1,
    Contract = 2,
}

/// <summary>Rates of one price row in nano-USD per million tokens; null means the provider has no such rate.</summary>
public sealed class TokenRates
{
    public long? InputPer1M { get; set; }
    public long? CacheReadPer1M { get; set; }
    public long? CacheWrite5mPer1M { get; set; }
    public long? CacheWrite1hPer1M { get; set; }
    public long? OutputPer1M { get; set; }
}

/// <summary>What a model costs in a half-open period. Never edited: a correction is a new row that supersedes.</summary>
public sealed class Price
{
    public int Id { get; set; }
    public PriceKind Kind { get; set; }
    public string Provider { get; set; } = "";
    public string ModelPattern { get; set; } = "";
    public ModelMatch Match { get; set; }
    public TokenRates Rates { get; set; } = new();

    /// <summary>Total input tokens beyond which the whole request is charged at <see cref="LongRates"/>.</summary>
    public int? LongContextThreshold { get; set; }

    /// <summary>True when the threshold itself already counts as long.</summary>
    public bool IsLongContextInclusive { get; set; }
    public TokenRates LongRates { get; set; } = new();

    /// <summary>Factors on every token rate, in millionths (500000 = half price); null means the tier has no own price here.</summary>
    public int? BatchFactorPpm { get; set; }
    public int? FlexFactorPpm { get; set; }
    public int? PriorityFactorPpm { get; set; }

    /// <summary>Nano-USD per 1,000 search requests.</summary>
    public long? SearchPer1K { get; set; }
    public long ValidFromMicros { get; set; }
    public long? ValidToMicros { get; set; }
    public string Source { get; set; } = "";
    public string? Note { get; set; }
    public int? SupersedesId { get; set; }
    public long CreatedAtMicros { get; set; }
    public string CreatedBy { get; set; } = "";
}
