using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Budgets;

public static class BudgetServices
{
    public static IServiceCollection AddBudgets(this IServiceCollection services) => services
        .AddSingleton<BudgetBooks>()
        .AddSingleton<BudgetQueries>()
        .AddSingleton<BudgetOutlook>()
        .AddSingleton(p => new BudgetFiles(p.GetRequiredService<BudgetEditor>(), p.GetRequiredService<BudgetQueries>()))
        .AddSingleton(p => new BudgetMonths(p.GetRequiredService<BudgetQueries>(), p.GetRequiredService<BudgetEditor>()))
        .AddSingleton(p => new BudgetEditor(p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<UsageTurn>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton(p => new BudgetVerifier(p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<UsageTurn>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton(p => new BudgetSnapshots(p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<TimeProvider>()));
}
