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

/// <summary>What a model costs in a half-open period. Never edited: a correction is a new row that supersedes.</summary>
public sealed class Price
{
    public const string Usd = "USD";

    public int Id { get; set; }
    public PriceKind Kind { get; set; }

    /// <summary>Who bills, by the catalog's name: <c>azure</c> and <c>bedrock</c> are providers of their own.</summary>
    public string Provider { get; set; } = "";

    /// <summary>A place or SKU within the provider in lower case, e.g. <c>us-east-1</c> or <c>data-zone/eu</c>; empty means everywhere.</summary>
    public string HostScope { get; set; } = "";
    public string ModelPattern { get; set; } = "";
    public ModelMatch Match { get; set; }

    /// <summary>The only service tier that this row is for; null means all of them, with the factors below.</summary>
    public ServiceTier? Tier { get; set; }
    public TokenRates Rates { get; set; } = new();

    /// <summary>Rates for the whole request beyond so many input tokens; the highest threshold that is passed counts.</summary>
    public List<ContextTier> ContextTiers { get; set; } = [];

    /// <summary>Factors on every token rate, in millionths (500000 = half price); null means the tier has no own price here.</summary>
    public int? BatchFactorPpm { get; set; }
    public int? FlexFactorPpm { get; set; }
    public int? PriorityFactorPpm { get; set; }

    /// <summary>Nano-USD (or of <see cref="Currency"/>) per 1,000 search requests.</summary>
    public long? SearchPer1K { get; set; }

    /// <summary>Nano-USD (or of <see cref="Currency"/>) per 1,000 calls, whatever their tokens.</summary>
    public long? RequestsPer1K { get; set; }

    /// <summary>The minutes of a UTC day in which the row applies, half-open; the end may lie before the start, past midnight. Both or neither.</summary>
    public int? DailyFromMinute { get; set; }
    public int? DailyToMinute { get; set; }

    /// <summary>The UTC days of the week on which the row applies; bit 0 is Sunday, 0 means every day. A window past midnight belongs to the day it began.</summary>
    public byte WeekDays { get; set; }

    /// <summary>ISO 4217 code of what the rates are in.</summary>
    public string Currency { get; set; } = Usd;

    /// <summary>Nano-USD for one unit of <see cref="Currency"/>; null for USD.</summary>
    public long? UsdPerUnitNanos { get; set; }

    /// <summary>
    /// Contracts only: how much is taken off the price that would be in force without contracts, in millionths. Such a row has no rates of its own.
    /// </summary>
    public int? DiscountPpm { get; set; }
    public long ValidFromMicros { get; set; }
    public long? ValidToMicros { get; set; }
    public string Source { get; set; } = "";
    public string? Note { get; set; }
    public int? SupersedesId { get; set; }
    public long CreatedAtMicros { get; set; }
    public string CreatedBy { get; set; } = "";

    /// <summary>Whether the row applies at certain hours or days only.</summary>
    public bool HasWindow => DailyFromMinute is not null || WeekDays != 0;

    /// <summary>Whether the row is a discount on another price.</summary>
    public bool IsDiscount => DiscountPpm is not null;

    /// <summary>USD for a rate or fee of this row, by its currency; for showing, not for charging.</summary>
    public decimal? ToUsd(long? nanoUnits) =>
        nanoUnits is { } known ? Data.Money.ToUsd(known) * (UsdPerUnitNanos is { } perUnit ? Data.Money.ToUsd(perUnit) : 1m) : null;
}
