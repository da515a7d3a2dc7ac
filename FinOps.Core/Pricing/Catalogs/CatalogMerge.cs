namespace FinOps.Core.Pricing;

/// <summary>
/// Completes a listed price with what its list cannot say or does not say. A newer edition of the same list stands for itself; another list
/// only replaces the figures that it has. Factors and fees that are not listed are kept in any case.
/// </summary>
internal static class CatalogMerge
{
    /// <summary>Rates for which models.dev has no field.</summary>
    private static readonly string[] UnknownToModelsDev = ["cache_write_1h", "cache_read_audio", "input_image", "cache_read_image", "output_image"];

    public static Price Of(Price listed, Price? current, PriceFileFormat format)
    {
        var row = listed.AsNew(null, 0, "");
        if (current is null || format == PriceFileFormat.OwnCsv)
        {
            return row;
        }

        var isSameList = CatalogSources.Of(current.Source).All(CatalogSources.Of(listed.Source).Contains);
        row.Source = isSameList ? row.Source : CatalogSources.Joined(listed.Source, current.Source);
        row.Rates = isSameList ? Kept(row.Rates, current.Rates, format) : row.Rates.Over(current.Rates);
        if (!isSameList && row.ContextTiers.Count == 0)
        {
            row.ContextTiers = current.AsNew(null, 0, "").ContextTiers;
        }

        foreach (var tier in row.ContextTiers)
        {
            var known = current.ContextTiers.Find(t => t.Threshold == tier.Threshold)?.Rates ?? new TokenRates();
            tier.Rates = isSameList ? Kept(tier.Rates, known, format) : tier.Rates.Over(known);
        }

        row.BatchFactorPpm ??= current.BatchFactorPpm;
        row.FlexFactorPpm ??= current.FlexFactorPpm;
        row.PriorityFactorPpm ??= current.PriorityFactorPpm;
        row.SearchPer1K ??= current.SearchPer1K;
        row.RequestsPer1K ??= current.RequestsPer1K;
        return row;
    }

    private static TokenRates Kept(TokenRates listed, TokenRates current, PriceFileFormat format)
    {
        foreach (var rate in TokenRate.All.Where(r => format == PriceFileFormat.ModelsDev && UnknownToModelsDev.Contains(r.Column)))
        {
            rate.Set(listed, rate.Of(listed) ?? rate.Of(current));
        }

        return listed;
    }
}
