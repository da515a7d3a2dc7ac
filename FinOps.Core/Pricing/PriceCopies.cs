namespace FinOps.Core.Pricing;

/// <summary>Comparing and copying price rows.</summary>
internal static class PriceCopies
{
    /// <summary>True when both rows charge the same in the same period; where the figures come from does not matter.</summary>
    public static bool ChargesLike(this Price one, Price other) =>
        one.Rates.IsSame(other.Rates)
        && one.LongContextThreshold == other.LongContextThreshold
        && one.IsLongContextInclusive == other.IsLongContextInclusive
        && one.LongRates.IsSame(other.LongRates)
        && one.BatchFactorPpm == other.BatchFactorPpm
        && one.FlexFactorPpm == other.FlexFactorPpm
        && one.PriorityFactorPpm == other.PriorityFactorPpm
        && one.SearchPer1K == other.SearchPer1K
        && one.ValidFromMicros == other.ValidFromMicros
        && one.ValidToMicros == other.ValidToMicros;

    /// <summary>A row to be stored: the same figures, a new version.</summary>
    public static Price AsNew(this Price row, int? supersedesId, long createdAtMicros, string createdBy) => new()
    {
        Kind = row.Kind,
        Provider = row.Provider,
        ModelPattern = row.ModelPattern,
        Match = row.Match,
        Rates = row.Rates.Copy(),
        LongContextThreshold = row.LongContextThreshold,
        IsLongContextInclusive = row.IsLongContextInclusive,
        LongRates = row.LongRates.Copy(),
        BatchFactorPpm = row.BatchFactorPpm,
        FlexFactorPpm = row.FlexFactorPpm,
        PriorityFactorPpm = row.PriorityFactorPpm,
        SearchPer1K = row.SearchPer1K,
        ValidFromMicros = row.ValidFromMicros,
        ValidToMicros = row.ValidToMicros,
        Source = row.Source,
        Note = row.Note,
        SupersedesId = supersedesId,
        CreatedAtMicros = createdAtMicros,
        CreatedBy = createdBy,
    };

    private static bool IsSame(this TokenRates one, TokenRates other) =>
        one.InputPer1M == other.InputPer1M
        && one.CacheReadPer1M == other.CacheReadPer1M
        && one.CacheWrite5mPer1M == other.CacheWrite5mPer1M
        && one.CacheWrite1hPer1M == other.CacheWrite1hPer1M
        && one.OutputPer1M == other.OutputPer1M;

    private static TokenRates Copy(this TokenRates rates) => new()
    {
        InputPer1M = rates.InputPer1M,
        CacheReadPer1M = rates.CacheReadPer1M,
        CacheWrite5mPer1M = rates.CacheWrite5mPer1M,
        CacheWrite1hPer1M = rates.CacheWrite1hPer1M,
        OutputPer1M = rates.OutputPer1M,
    };
}
