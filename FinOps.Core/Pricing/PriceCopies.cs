namespace FinOps.Core.Pricing;

/// <summary>Comparing and copying price rows.</summary>
public static class PriceCopies
{
    /// <summary>True when both rows charge the same in the same period; where the figures come from does not matter.</summary>
    public static bool ChargesLike(this Price one, Price other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return one.HasSamePlace(other)
            && one.Rates.IsSame(other.Rates)
            && one.ContextTiers.IsSame(other.ContextTiers)
            && one.BatchFactorPpm == other.BatchFactorPpm
            && one.FlexFactorPpm == other.FlexFactorPpm
            && one.PriorityFactorPpm == other.PriorityFactorPpm
            && one.SearchPer1K == other.SearchPer1K
            && one.RequestsPer1K == other.RequestsPer1K
            && one.Currency == other.Currency
            && one.UsdPerUnitNanos == other.UsdPerUnitNanos
            && one.DiscountPpm == other.DiscountPpm
            && one.ValidFromMicros == other.ValidFromMicros
            && one.ValidToMicros == other.ValidToMicros;
    }

    /// <summary>True when both rows are for the same host scope, service tier and hours.</summary>
    public static bool HasSamePlace(this Price one, Price other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return one.HostScope == other.HostScope
            && one.Tier == other.Tier
            && one.DailyFromMinute == other.DailyFromMinute
            && one.DailyToMinute == other.DailyToMinute
            && one.WeekDays == other.WeekDays;
    }

    /// <summary>A row to be stored: the same figures, a new version.</summary>
    public static Price AsNew(this Price row, int? supersedesId, long createdAtMicros, string createdBy)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new Price
        {
            Kind = row.Kind,
            Provider = row.Provider,
            HostScope = row.HostScope,
            ModelPattern = row.ModelPattern,
            Match = row.Match,
            Tier = row.Tier,
            Rates = row.Rates.Copy(),
            ContextTiers = [.. row.ContextTiers.Select(t => new ContextTier { Threshold = t.Threshold, IsInclusive = t.IsInclusive, Rates = t.Rates.Copy() })],
            BatchFactorPpm = row.BatchFactorPpm,
            FlexFactorPpm = row.FlexFactorPpm,
            PriorityFactorPpm = row.PriorityFactorPpm,
            SearchPer1K = row.SearchPer1K,
            RequestsPer1K = row.RequestsPer1K,
            DailyFromMinute = row.DailyFromMinute,
            DailyToMinute = row.DailyToMinute,
            WeekDays = row.WeekDays,
            Currency = row.Currency,
            UsdPerUnitNanos = row.UsdPerUnitNanos,
            DiscountPpm = row.DiscountPpm,
            ValidFromMicros = row.ValidFromMicros,
            ValidToMicros = row.ValidToMicros,
            Source = row.Source,
            Note = row.Note,
            SupersedesId = supersedesId,
            CreatedAtMicros = createdAtMicros,
            CreatedBy = createdBy,
        };
    }

    /// <summary>Whether two sets of rates are equal.</summary>
    public static bool IsSame(this TokenRates one, TokenRates other) => TokenRate.All.All(rate => rate.Of(one) == rate.Of(other));

    /// <summary>The same rates in an object of their own.</summary>
    public static TokenRates Copy(this TokenRates rates)
    {
        var copy = new TokenRates();
        foreach (var rate in TokenRate.All)
        {
            rate.Set(copy, rate.Of(rates));
        }

        return copy;
    }

    private static bool IsSame(this List<ContextTier> one, List<ContextTier> other) =>
        one.Count == other.Count
        && one.All(t => other.Exists(o => o.Threshold == t.Threshold && o.IsInclusive == t.IsInclusive && o.Rates.IsSame(t.Rates)));
}
