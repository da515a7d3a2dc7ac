using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Pricing;

public static class PricingServices
{
    public static IServiceCollection AddPricing(this IServiceCollection services) => services
        .AddSingleton<PriceBook>()
        .AddSingleton<PriceCatalog>()
        .AddSingleton<PriceEditor>();
}
