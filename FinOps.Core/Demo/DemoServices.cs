using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Core.Imports;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Demo;

public static class DemoServices
{
    public static IServiceCollection AddDemo(this IServiceCollection services) => services
        .AddSingleton<DemoStatus>()
        .AddSingleton<DemoTerms>()
        .AddSingleton<DemoPractice>()
        .AddSingleton<DemoBudgets>()
        .AddSingleton(s => new DemoRemover(
            s.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), s.GetRequiredService<SqliteWriteGate>(), s.GetRequiredService<CostFeed>(), s.GetRequiredService<TimeProvider>()))
        .AddSingleton(s => new DemoCompany(
            s.GetRequiredService<DemoTerms>(),
            s.GetRequiredService<DemoPractice>(),
            s.GetRequiredService<DemoBudgets>(),
            s.GetRequiredService<UsageImporter>(),
            s.GetRequiredService<CostQueries>(),
            s.GetRequiredService<DemoRemover>(),
            s.GetRequiredService<DemoStatus>(),
            s.GetRequiredService<DayDeriver>(),
            s.GetRequiredService<TimeProvider>()));
}
