namespace FinOps.Web.Costs;

/// <summary>Registers what cost pages share.</summary>
public static class CostPageServices
{
    public static IServiceCollection AddCostPages(this IServiceCollection services) => services
        .AddSingleton<KnownNames>()
        .AddSingleton<PageHandover>()
        .AddSingleton<CostTables>().AddSingleton<Outcomes.EconomicsTables>().AddSingleton<Outcomes.UnitFigures>()
        .AddSingleton<Tenants.TenantsTable>()
        .AddSingleton<Overview.MarginOverviews>();
}
