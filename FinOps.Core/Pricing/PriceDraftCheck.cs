using FinOps.Core.Data;

namespace FinOps.Core.Pricing;

/// <summary>Finds all faults of a draft that show without the database, and turns a sound draft into a row.</summary>
internal sealed class PriceDraftCheck
{
    /// <summary>Keeps every cost of a call within 64 bits.</summary>
    public const decimal MaxUsd = 10_000m;

    public const decimal MaxFactor = 100m;

    private const decimal PpmPerOne = 1_000_000m;

    private readonly List<PriceFault> faults = [];

    private PriceDraftCheck(PriceDraft draft, long nowMicros, string author)
    {
        CheckName(draft);
        CheckRates(draft);
        CheckPeriod(draft);
        CheckWords(draft);
        Row = new Price
        {
            Kind = draft.Kind,
            Provider = ProviderAliases.Canonical(draft.Provider),
            ModelPattern = draft.ModelPattern.Trim(),
            Match = draft.Match,
            Rates = Rates(draft.Rates, nameof(PriceDraft.Rates)),
            LongContextThreshold = draft.LongContextThreshold,
            IsLongContextInclusive = draft.IsLongContextInclusive,
            LongRates = Rates(draft.LongRates, nameof(PriceDraft.LongRates)),
            BatchFactorPpm = Factor(draft.BatchFactor, nameof(PriceDraft.BatchFactor)),
            FlexFactorPpm = Factor(draft.FlexFactor, nameof(PriceDraft.FlexFactor)),
            PriorityFactorPpm = Factor(draft.PriorityFactor, nameof(PriceDraft.PriorityFactor)),
            SearchPer1K = Nanos(draft.SearchUsdPer1K, nameof(PriceDraft.SearchUsdPer1K)),
            ValidFromMicros = draft.ValidFromUtc is { } from ? Instants.ToMicros(from) : 0,
            ValidToMicros = draft.ValidToUtc is { } to ? Instants.ToMicros(to) : null,
            Source = draft.Source.Trim() is { Length: > 0 } source ? source : "own",
            Note = draft.Reason.Trim(),
            SupersedesId = draft.SupersedesId,
            CreatedAtMicros = nowMicros,
            CreatedBy = author,
        };
    }

    public Price Row { get; }

    public IReadOnlyList<PriceFault> Faults => faults;

    public static PriceDraftCheck Of(PriceDraft draft, long nowMicros, string author) => new(draft, nowMicros, author);

    private void CheckName(PriceDraft draft)
    {
        Refuse(draft.Kind == PriceKind.Catalog, nameof(draft.Kind), "Choose own price or contract; the catalog comes with the program.");
        Refuse(string.IsNullOrWhiteSpace(draft.Provider), nameof(draft.Provider), "Name the provider as it stands in the logs.");
        Refuse(draft.Provider.Length > 128, nameof(draft.Provider), "At most 128 characters.");
        Refuse(string.IsNullOrWhiteSpace(draft.ModelPattern), nameof(draft.ModelPattern), "Name the model as it stands in the logs.");
        Refuse(draft.ModelPattern.Length > 256, nameof(draft.ModelPattern), "At most 256 characters.");
        if (draft.Match == ModelMatch.Regex && !ModelPattern.TryCompile(draft.ModelPattern.Trim(), out _, out var fault))
        {
            Refuse(true, nameof(draft.ModelPattern), $"No regular expression that can be used: {fault}");
        }
    }

    private void CheckRates(PriceDraft draft)
    {
        Refuse(draft.Rates is { InputPer1M: null, OutputPer1M: null }, "Rates.InputPer1M", "Give the price of input or output tokens; 0 means free.");
        Refuse(draft.LongContextThreshold is <= 0, nameof(draft.LongContextThreshold), "More than 0 tokens.");
        foreach (var (name, standard, longer) in Pairs(draft))
        {
            var field = $"{nameof(draft.LongRates)}.{name}";
            Refuse(draft.LongContextThreshold is null && longer is not null, field, "Say from how many input tokens this rate applies.");
            Refuse(draft.LongContextThreshold is not null && standard is not null && longer is null, field, "Give the long-context rate too: beyond the threshold the whole request is charged at these rates.");
        }
    }

    private static IEnumerable<(string Name, decimal? Standard, decimal? Long)> Pairs(PriceDraft draft) =>
    [
        (nameof(RatesDraft.InputPer1M), draft.Rates.InputPer1M, draft.LongRates.InputPer1M),
        (nameof(RatesDraft.CacheReadPer1M), draft.Rates.CacheReadPer1M, draft.LongRates.CacheReadPer1M),
        (nameof(RatesDraft.CacheWrite5mPer1M), draft.Rates.CacheWrite5mPer1M, draft.LongRates.CacheWrite5mPer1M),
        (nameof(RatesDraft.CacheWrite1hPer1M), draft.Rates.CacheWrite1hPer1M, draft.LongRates.CacheWrite1hPer1M),
        (nameof(RatesDraft.OutputPer1M), draft.Rates.OutputPer1M, draft.LongRates.OutputPer1M),
    ];

    private void CheckPeriod(PriceDraft draft)
    {
        Refuse(draft.ValidFromUtc is null, nameof(draft.ValidFromUtc), "Say from when the price applies.");
        Refuse(draft.ValidToUtc <= draft.ValidFromUtc, nameof(draft.ValidToUtc), "The end must be after the start.");
    }

    private void CheckWords(PriceDraft draft)
    {
        Refuse(string.IsNullOrWhiteSpace(draft.Reason), nameof(draft.Reason), "Say why, for those who look at the figures later.");
        Refuse(draft.Reason.Length > 1024, nameof(draft.Reason), "At most 1,024 characters.");
        Refuse(draft.Source.Length > 512, nameof(draft.Source), "At most 512 characters.");
    }

    private TokenRates Rates(RatesDraft rates, string field) => new()
    {
        InputPer1M = Nanos(rates.InputPer1M, $"{field}.{nameof(rates.InputPer1M)}"),
        CacheReadPer1M = Nanos(rates.CacheReadPer1M, $"{field}.{nameof(rates.CacheReadPer1M)}"),
        CacheWrite5mPer1M = Nanos(rates.CacheWrite5mPer1M, $"{field}.{nameof(rates.CacheWrite5mPer1M)}"),
        CacheWrite1hPer1M = Nanos(rates.CacheWrite1hPer1M, $"{field}.{nameof(rates.CacheWrite1hPer1M)}"),
        OutputPer1M = Nanos(rates.OutputPer1M, $"{field}.{nameof(rates.OutputPer1M)}"),
    };

    private long? Nanos(decimal? usd, string field) => (long?)Scaled(usd, MaxUsd, Money.NanosPerUsd, "$10,000", "nine", field);

    private int? Factor(decimal? factor, string field) => (int?)Scaled(factor, MaxFactor, PpmPerOne, "100", "six", field);

    private decimal? Scaled(decimal? value, decimal max, decimal scale, string maxText, string digits, string field)
    {
        if (value is not { } known)
        {
            return null;
        }

        if (known < 0 || known > max)
        {
            Refuse(true, field, $"Between 0 and {maxText}.");
            return null;
        }

        Refuse(!decimal.IsInteger(known * scale), field, $"At most {digits} decimals.");
        return decimal.Truncate(known * scale);
    }

    private void Refuse(bool isWrong, string field, string message)
    {
        if (isWrong)
        {
            faults.Add(new PriceFault(field, message));
        }
    }
}
