namespace FinOps.Web.Efficiency;

public static class EfficiencyPageServices
{
    public static IServiceCollection AddEfficiencyPages(this IServiceCollection services) => services.AddSingleton<EfficiencyTables>();
}
