using FinOps.Web.Pricing.Catalogs;
using FinOps.Web.Pricing.Claims;
using FinOps.Web.Pricing.Compare;

namespace FinOps.Web.Pricing;

/// <summary>Registers what pricing pages share.</summary>
public static class PricingPageServices
{
    public static IServiceCollection AddPricingPages(this IServiceCollection services) => services
        .AddScoped<PriceDialogs>()
        .AddSingleton<CatalogDownloads>()
        .AddSingleton<Comparisons>()
        .AddSingleton<ClaimTables>();
}
