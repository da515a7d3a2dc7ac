using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Months;

public static class MonthServices
{
    public static IServiceCollection AddMonths(this IServiceCollection services) => services
        .AddSingleton(p => new MonthEditor(
            p.GetRequiredService<UsageTurn>(), p.GetRequiredService<RerateQueue>(), p.GetRequiredService<RerateEditor>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton<MonthQueries>();
}
