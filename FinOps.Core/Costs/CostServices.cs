using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Costs;

public static class CostServices
{
    public static IServiceCollection AddCosts(this IServiceCollection services) => services
        .AddSingleton<CostFeed>()
        .AddSingleton<RollupVerifier>()
        .AddSingleton<DimensionNames>()
        .AddSingleton<CostQueries>();
}
