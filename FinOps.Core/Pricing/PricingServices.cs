using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Pricing.Claims;
using FinOps.Core.Pricing.Questions;
using FinOps.Core.Pricing.Rerating;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Pricing;

public static class PricingServices
{
    public static IServiceCollection AddPricing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PricingOptions>().Bind(configuration.GetSection(PricingOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services.AddPrices();
    }

    private static IServiceCollection AddPrices(this IServiceCollection services) => services
        .AddSingleton<PriceBook>()
        .AddSingleton<ModelsCalled>()
        .AddSingleton<PriceCheck>()
        .AddSingleton<PriceCatalog>()
        .AddSingleton<CatalogImport>()
        .AddSingleton<PriceEditor>()
        .AddSingleton(p => new PriceQueries(p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<PriceBook>(), p.GetRequiredService<CostQueries>(), p.GetRequiredService<ModelsCalled>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton<ClaimQueries>()
        .AddSingleton<ModelMappingEditor>()
        .AddSingleton<ModelMappingQueries>()
        .AddSingleton<PriceAs>()
        .AddSingleton<PriceDesk>()
        .AddRerating();
}
