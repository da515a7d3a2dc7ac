using FinOps.Core.Data;

namespace FinOps.Core.Pricing;

/// <summary>A price as the audit trail tells it: what it is for, what it charges in exact decimals, and since when.</summary>
internal static class PriceFacts
{
    public static SortedDictionary<string, object?> Of(Price price)
    {
        var facts = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["kind"] = price.Kind,
            ["provider"] = price.Provider,
            ["model"] = price.ModelPattern,
            ["match"] = price.Match,
            ["hostScope"] = price.HostScope.Length == 0 ? null : price.HostScope,
            ["tier"] = price.Tier,
            ["currency"] = price.Currency,
            ["usdPerUnit"] = Text(price.UsdPerUnitNanos),
            ["searchPer1K"] = Text(price.SearchPer1K),
            ["requestsPer1K"] = Text(price.RequestsPer1K),
            ["batchFactorPpm"] = price.BatchFactorPpm,
            ["flexFactorPpm"] = price.FlexFactorPpm,
            ["priorityFactorPpm"] = price.PriorityFactorPpm,
            ["discountPpm"] = price.DiscountPpm,
            ["dailyFromMinute"] = price.DailyFromMinute,
            ["dailyToMinute"] = price.DailyToMinute,
            ["weekDays"] = price.WeekDays == 0 ? null : price.WeekDays,
            ["validFrom"] = Instants.ToUtc(price.ValidFromMicros),
            ["validTo"] = price.ValidToMicros is { } to ? Instants.ToUtc(to) : null,
            ["source"] = price.Source,
            ["supersedes"] = price.SupersedesId,
            ["rates"] = Rates(price.Rates),
        };
        if (price.ContextTiers.Count > 0)
        {
            facts["contextTiers"] = price.ContextTiers.Select(t => new { t.Threshold, t.IsInclusive, Rates = Rates(t.Rates) }).ToList();
        }

        return new SortedDictionary<string, object?>(facts.Where(f => f.Value is not null).ToDictionary(), StringComparer.Ordinal);
    }

    private static SortedDictionary<string, string> Rates(TokenRates rates) => new(
        TokenRate.All.Where(r => r.Of(rates) is not null).ToDictionary(r => r.Column, r => Text(r.Of(rates))!), StringComparer.Ordinal);

    private static string? Text(long? nanos) => nanos is { } known ? Money.ToExactText(known) : null;
}
