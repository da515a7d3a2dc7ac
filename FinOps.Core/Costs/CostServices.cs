using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Costs;

public static class CostServices
{
    public static IServiceCollection AddCosts(this IServiceCollection services) => services
        .AddSingleton<CostFeed>()
        .AddSingleton<RollupVerifier>()
        .AddSingleton(services => new RollupTidier(services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), services.GetRequiredService<SqliteWriteGate>(), services.GetRequiredService<TimeProvider>()))
        .AddSingleton<DimensionNames>()
        .AddSingleton<CostQueries>();
}
