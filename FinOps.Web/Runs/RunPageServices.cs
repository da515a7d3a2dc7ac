namespace FinOps.Web.Runs;

public static class RunPageServices
{
    public static IServiceCollection AddRunPages(this IServiceCollection services) => services.AddSingleton<RunTables>();
}
