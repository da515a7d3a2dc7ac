using System.Globalization;

namespace FinOps.Core.Pricing;

/// <summary>Lays the figures of two price rows side by side.</summary>
internal static class PriceFigures
{
    /// <summary>All figures that either row has, in the order in which people read them.</summary>
    public static IReadOnlyList<FigureChange> Of(Price? before, Price? after)
    {
        var figures = new List<FigureChange>();
        AddRates(figures, "", before?.Rates, after?.Rates);
        var thresholds = (before?.ContextTiers ?? []).Concat(after?.ContextTiers ?? []).Select(t => (t.Threshold, t.IsInclusive)).Distinct().Order();
        foreach (var (threshold, isInclusive) in thresholds)
        {
            AddRates(figures, $" {(isInclusive ? "≥" : ">")} {Tokens(threshold)}", TierOf(before, threshold, isInclusive), TierOf(after, threshold, isInclusive));
        }

        Add(figures, "Batch factor", FigureUnit.Ppm, before?.BatchFactorPpm, after?.BatchFactorPpm);
        Add(figures, "Flex factor", FigureUnit.Ppm, before?.FlexFactorPpm, after?.FlexFactorPpm);
        Add(figures, "Priority factor", FigureUnit.Ppm, before?.PriorityFactorPpm, after?.PriorityFactorPpm);
        Add(figures, "1,000 searches", FigureUnit.NanosPer1K, before?.SearchPer1K, after?.SearchPer1K);
        Add(figures, "1,000 calls", FigureUnit.NanosPer1K, before?.RequestsPer1K, after?.RequestsPer1K);
        return figures;
    }

    /// <summary>The change from one figure to another in percent, to two places.</summary>
    public static decimal? Percent(long? before, long? after) =>
        before is { } from && after is { } to && from != 0 ? decimal.Round(((decimal)to - from) * 100 / from, 2, MidpointRounding.ToEven) : null;

    private static string Tokens(int threshold) => threshold % 1_000 == 0
        ? $"{(threshold / 1_000).ToString(CultureInfo.InvariantCulture)}k"
        : threshold.ToString("#,0", CultureInfo.InvariantCulture);

    private static TokenRates? TierOf(Price? price, int threshold, bool isInclusive) =>
        price?.ContextTiers.Find(t => t.Threshold == threshold && t.IsInclusive == isInclusive)?.Rates;

    private static void AddRates(List<FigureChange> figures, string suffix, TokenRates? before, TokenRates? after)
    {
        foreach (var rate in TokenRate.All)
        {
            Add(figures, rate.Label + suffix, FigureUnit.NanosPer1M, before is null ? null : rate.Of(before), after is null ? null : rate.Of(after));
        }
    }

    private static void Add(List<FigureChange> figures, string label, FigureUnit unit, long? before, long? after)
    {
        if (before is not null || after is not null)
        {
            figures.Add(new FigureChange(label, unit, before, after, Percent(before, after)));
        }
    }
}
