using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Pricing.Rerating;

internal static class RerateServices
{
    public static IServiceCollection AddRerating(this IServiceCollection services) => services
        .AddSingleton<IRerateStores, RerateStores>()
        .AddSingleton<Rerater>()
        .AddSingleton(p => new RerateQueue(p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<Rerater>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton(p => new RerateQueries(p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<DimensionNames>(), p.GetRequiredService<Rerater>()))
        .AddSingleton<RerateEditor>()
        .AddSingleton<UnpricedRecords>();
}
