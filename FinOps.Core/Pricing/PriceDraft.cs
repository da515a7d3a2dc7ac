using FinOps.Core.Access;

namespace FinOps.Core.Pricing;

/// <summary>A price that somebody wants to add; money in units of its currency, instants in UTC.</summary>
public sealed class PriceDraft
{
    /// <summary><see cref="PriceKind.Own"/> or <see cref="PriceKind.Contract"/>; the catalog comes with the program.</summary>
    public PriceKind Kind { get; set; } = PriceKind.Own;
    public string Provider { get; set; } = "";

    /// <summary>A place or SKU within the provider; empty means everywhere.</summary>
    public string HostScope { get; set; } = "";
    public string ModelPattern { get; set; } = "";
    public ModelMatch Match { get; set; }

    /// <summary>The only service tier that the price is for; null means all, with the factors below.</summary>
    public ServiceTier? Tier { get; set; }
    public RatesDraft Rates { get; set; } = new();

    /// <summary>Other rates for requests with more input.</summary>
    public List<ContextTierDraft> ContextTiers { get; set; } = [];

    /// <summary>Factors on the token rates, such as 0.5; null charges the standard rates.</summary>
    public decimal? BatchFactor { get; set; }
    public decimal? FlexFactor { get; set; }
    public decimal? PriorityFactor { get; set; }
    public decimal? SearchUsdPer1K { get; set; }
    public decimal? RequestsUsdPer1K { get; set; }

    /// <summary>The UTC hours in which the price applies; an end before the start lies on the next day. Both or neither.</summary>
    public TimeOnly? DailyFrom { get; set; }
    public TimeOnly? DailyTo { get; set; }

    /// <summary>The UTC days of the week; bit 0 is Sunday, 0 means every day.</summary>
    public byte WeekDays { get; set; }

    /// <summary>ISO 4217 code of what the figures are in.</summary>
    public string Currency { get; set; } = Price.Usd;

    /// <summary>USD for one unit of the currency; needed when it is not USD.</summary>
    public decimal? UsdPerUnit { get; set; }

    /// <summary>A contract may take so many percent off the price that would hold without it, instead of naming rates.</summary>
    public decimal? DiscountPercent { get; set; }

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
        var draft = new PriceDraft
        {
            Kind = price.Kind == PriceKind.Catalog ? PriceKind.Own : price.Kind,
            Provider = price.Provider,
            HostScope = price.HostScope,
            ModelPattern = price.ModelPattern,
            Match = price.Match,
            Tier = price.Tier,
            DailyFrom = TimeOf(price.DailyFromMinute),
            DailyTo = TimeOf(price.DailyToMinute),
            WeekDays = price.WeekDays,
            SupersedesId = price.Kind == PriceKind.Catalog ? null : price.Id,
        };
        draft.CopyFigures(price);
        return draft;
    }

    /// <summary>Takes over what another price charges, but not for whom and when.</summary>
    public void CopyFigures(Price price)
    {
        ArgumentNullException.ThrowIfNull(price);
        Rates = RatesDraft.Of(price.Rates);
        ContextTiers = [.. price.ContextTiers.OrderBy(t => t.Threshold).Select(t => new ContextTierDraft { Threshold = t.Threshold, IsInclusive = t.IsInclusive, Rates = RatesDraft.Of(t.Rates) })];
        BatchFactor = price.BatchFactorPpm / 1_000_000m;
        FlexFactor = price.FlexFactorPpm / 1_000_000m;
        PriorityFactor = price.PriorityFactorPpm / 1_000_000m;
        SearchUsdPer1K = RatesDraft.ToUnits(price.SearchPer1K);
        RequestsUsdPer1K = RatesDraft.ToUnits(price.RequestsPer1K);
        Currency = price.Currency;
        UsdPerUnit = RatesDraft.ToUnits(price.UsdPerUnitNanos);
        DiscountPercent = price.DiscountPpm / 10_000m;
    }

    private static TimeOnly? TimeOf(int? minute) => minute is { } known ? new TimeOnly(known / 60, known % 60) : null;
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

    /// <summary>The person must prove again who they are; nothing was stored.</summary>
    public sealed record Unproved(ProofNeeded Proof) : PriceSaveResult;
}
