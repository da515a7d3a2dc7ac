using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Freemium;

public static class FreemiumServices
{
    public static IServiceCollection AddFreemium(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FreemiumOptions>().Bind(configuration.GetSection(FreemiumOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<PolicySignals>()
            .AddSingleton(p => new FreemiumFinder(
                p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<CostQueries>(), new CheapModels(p.GetRequiredService<CostQueries>(), p.GetRequiredService<PriceBook>()),
                p.GetRequiredService<IOptions<FreemiumOptions>>(), p.GetRequiredService<TimeProvider>()));
    }
}
