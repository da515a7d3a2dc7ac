using FinOps.Core.Data;
using FinOps.Core.Margins;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Tenants;

public static class TenantServices
{
    public static IServiceCollection AddTenants(this IServiceCollection services) => services
        .AddSingleton(p => new TenantQueries(p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<MarginTerms>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton<TermsExport>()
        .AddSingleton(p => new TenantEditor(p.GetRequiredService<UsageTurn>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton(p => new ContractEditor(p.GetRequiredService<UsageTurn>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton(p => new PlanEditor(p.GetRequiredService<UsageTurn>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton(p => new TierEditor(p.GetRequiredService<UsageTurn>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton(p => new RevenueEditor(p.GetRequiredService<UsageTurn>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton(p => new TenantImport(p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<UsageTurn>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton(p => new RevenueImport(p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<UsageTurn>(), p.GetRequiredService<TimeProvider>()));
}
