using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Pricing.Claims;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Pricing;

public static class PricingServices
{
    public static IServiceCollection AddPricing(this IServiceCollection services) => services
        .AddSingleton<PriceBook>()
        .AddSingleton<PriceCatalog>()
        .AddSingleton<PriceEditor>()
        .AddSingleton<PriceQueries>()
        .AddSingleton<ClaimQueries>()
        .AddSingleton<ModelMappingEditor>()
        .AddSingleton<ModelMappingQueries>()
        .AddSingleton(Unpriced);

    private static UnpricedRecords Unpriced(IServiceProvider services) => new(
        services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(),
        services.GetRequiredService<PriceBook>(),
        services.GetRequiredService<CostFeed>(),
        services.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider == DatabaseProvider.Sqlite ? services.GetRequiredService<SqliteWriteGate>() : null,
        services.GetRequiredService<TimeProvider>());
}
