using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Tenants;

public static class TenantServices
{
    public static IServiceCollection AddTenants(this IServiceCollection services) => services
        .AddSingleton<TenantQueries>().AddSingleton<TenantEditor>().AddSingleton<ContractEditor>().AddSingleton<PlanEditor>().AddSingleton<RevenueEditor>()
        .AddSingleton<MarginQueries>().AddSingleton<TenantImport>().AddSingleton<RevenueImport>();
}
