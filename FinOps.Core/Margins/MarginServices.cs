using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Margins;

public static class MarginServices
{
    public static IServiceCollection AddMargins(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MarginOptions>().Bind(configuration.GetSection(MarginOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(p => new RedLines(p.GetRequiredService<IOptions<MarginOptions>>().Value))
            .AddSingleton<MarginTerms>()
            .AddSingleton(p => new MarginQueries(p.GetRequiredService<MarginTerms>(), p.GetRequiredService<CostQueries>(), p.GetRequiredService<RedLines>(), p.GetRequiredService<TimeProvider>()))
            .AddSingleton(p => new InterventionQueries(
                p.GetRequiredService<MarginTerms>(), p.GetRequiredService<MarginQueries>(), p.GetRequiredService<CostQueries>(), p.GetRequiredService<PriceBook>(), p.GetRequiredService<IOptions<MarginOptions>>(), p.GetRequiredService<TimeProvider>()))
            .AddSingleton<MarginTurnQueries>()
            .AddSingleton(p => new MarginWatch(
                p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<MarginTerms>(), p.GetRequiredService<CostQueries>(), p.GetRequiredService<RedLines>(), p.GetRequiredService<TimeProvider>()));
    }
}
