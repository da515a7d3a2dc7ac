using FinOps.Core.Data;

namespace FinOps.Core.Pricing;

/// <summary>Finds all faults of a draft that show without the database, and turns a sound draft into a row.</summary>
internal sealed class PriceDraftCheck
{
    /// <summary>Keeps every cost of a call within 64 bits.</summary>
    public const decimal MaxUsd = 10_000m;

    /// <summary>For currencies with small units.</summary>
    public const decimal MaxUnits = 10_000_000m;

    public const decimal MaxFactor = 100m;
    public const decimal MaxUsdPerUnit = 1_000m;

    private const decimal PpmPerOne = 1_000_000m;
    private const decimal PpmPerPercent = 10_000m;

    private readonly List<PriceFault> faults;
    private readonly bool isUsd;

    private PriceDraftCheck(PriceDraft draft, long nowMicros, string author)
    {
        faults = [.. PriceDraftRules.FaultsOf(draft)];
        isUsd = CurrencyOf(draft) == Price.Usd;
        Row = RowOf(draft, nowMicros, author);
        SetCharges(Row, draft);
    }

    public Price Row { get; }

    public IReadOnlyList<PriceFault> Faults => faults;

    public static PriceDraftCheck Of(PriceDraft draft, long nowMicros, string author) => new(draft, nowMicros, author);

    private static Price RowOf(PriceDraft draft, long nowMicros, string author) => new()
    {
        Kind = draft.Kind,
        Provider = ProviderAliases.Canonical(draft.Provider),
        HostScope = draft.HostScope.Trim().ToLowerInvariant(),
        ModelPattern = draft.ModelPattern.Trim(),
        Match = draft.Match,
        Tier = draft.Tier,
        DailyFromMinute = MinuteOf(draft.DailyFrom),
        DailyToMinute = MinuteOf(draft.DailyTo),
        WeekDays = draft.WeekDays,
        ValidFromMicros = draft.ValidFromUtc is { } from ? Instants.ToMicros(from) : 0,
        ValidToMicros = draft.ValidToUtc is { } to ? Instants.ToMicros(to) : null,
        Source = draft.Source.Trim() is { Length: > 0 } source ? source : "own",
        Note = draft.Reason.Trim(),
        SupersedesId = draft.SupersedesId,
        CreatedAtMicros = nowMicros,
        CreatedBy = author,
    };

    private static int? MinuteOf(TimeOnly? time) => time is { } known ? (known.Hour * 60) + known.Minute : null;

    private static string CurrencyOf(PriceDraft draft) => draft.Currency.Trim().ToUpperInvariant();

    private void SetCharges(Price row, PriceDraft draft)
    {
        row.Rates = Rates(draft.Rates, nameof(PriceDraft.Rates));
        row.ContextTiers =
        [
            .. draft.ContextTiers.Select((tier, i) => new ContextTier
            {
                Threshold = tier.Threshold ?? 0,
                IsInclusive = tier.IsInclusive,
                Rates = Rates(tier.Rates, $"{nameof(PriceDraft.ContextTiers)}[{i}].{nameof(tier.Rates)}"),
            }).OrderBy(t => t.Threshold),
        ];
        row.BatchFactorPpm = Factor(draft.BatchFactor, nameof(PriceDraft.BatchFactor));
        row.FlexFactorPpm = Factor(draft.FlexFactor, nameof(PriceDraft.FlexFactor));
        row.PriorityFactorPpm = Factor(draft.PriorityFactor, nameof(PriceDraft.PriorityFactor));
        row.SearchPer1K = Nanos(draft.SearchUsdPer1K, nameof(PriceDraft.SearchUsdPer1K));
        row.RequestsPer1K = Nanos(draft.RequestsUsdPer1K, nameof(PriceDraft.RequestsUsdPer1K));
        row.Currency = CurrencyOf(draft);
        row.UsdPerUnitNanos = isUsd ? null : (long?)Scaled(draft.UsdPerUnit, MaxUsdPerUnit, Money.NanosPerUsd, "$1,000", "nine", nameof(PriceDraft.UsdPerUnit));
        row.DiscountPpm = (int?)Scaled(draft.DiscountPercent, 100m, PpmPerPercent, "100", "four", nameof(PriceDraft.DiscountPercent));
    }

    private TokenRates Rates(RatesDraft draft, string field)
    {
        var rates = new TokenRates();
        for (var i = 0; i < TokenRate.All.Count; i++)
        {
            TokenRate.All[i].Set(rates, Nanos(draft[i], $"{field}.{TokenRate.All[i].Name}"));
        }

        return rates;
    }

    private long? Nanos(decimal? units, string field) => isUsd
        ? (long?)Scaled(units, MaxUsd, Money.NanosPerUsd, "$10,000", "nine", field)
        : (long?)Scaled(units, MaxUnits, Money.NanosPerUsd, "10,000,000", "nine", field);

    private int? Factor(decimal? factor, string field) => (int?)Scaled(factor, MaxFactor, PpmPerOne, "100", "six", field);

    private decimal? Scaled(decimal? value, decimal max, decimal scale, string maxText, string digits, string field)
    {
        if (value is not { } known)
        {
            return null;
        }

        if (known < 0 || known > max)
        {
            faults.Add(new PriceFault(field, $"Between 0 and {maxText}."));
            return null;
        }

        if (!decimal.IsInteger(known * scale))
        {
            faults.Add(new PriceFault(field, $"At most {digits} decimals."));
        }

        return decimal.Truncate(known * scale);
    }
}
