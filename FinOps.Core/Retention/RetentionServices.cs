using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Retention;

public static class RetentionServices
{
    public static IServiceCollection AddRetention(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RetentionOptions>().Bind(configuration.GetSection(RetentionOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<RetentionQueries>()
            .AddSingleton(p => new RecordPruner(
                p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<UsageTurn>(), p.GetRequiredService<SqliteWriteGate>(),
                p.GetRequiredService<RollupVerifier>(), p.GetRequiredService<IOptions<RetentionOptions>>(), p.GetRequiredService<TimeProvider>()));
    }
}
