using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Derivations;

public static class DerivationServices
{
    public static IServiceCollection AddDerivations(this IServiceCollection services) => services
        .AddSingleton<DerivationFaults>()
        .AddSingleton(p => new DayDeriver(
            p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetServices<IDayDerivation>(), p.GetRequiredService<UsageTurn>(), p.GetRequiredService<DerivationFaults>(), p.GetRequiredService<TimeProvider>()));
}
