namespace FinOps.Core.Pricing;

/// <summary>What makes two price rows versions of the same price: provider, place, pattern, service tier and hours.</summary>
public readonly record struct CatalogKey(
    string Provider, string HostScope, ModelMatch Match, string Pattern, ServiceTier? Tier, int? DailyFromMinute, int? DailyToMinute, byte WeekDays)
{
    public static CatalogKey Of(Price price)
    {
        ArgumentNullException.ThrowIfNull(price);
        return new CatalogKey(
            ProviderAliases.Canonical(price.Provider),
            price.HostScope,
            price.Match,
            price.Match == ModelMatch.Regex ? price.ModelPattern : price.ModelPattern.ToLowerInvariant(),
            price.Tier,
            price.DailyFromMinute,
            price.DailyToMinute,
            price.WeekDays);
    }
}
