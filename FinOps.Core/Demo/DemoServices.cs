using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Demo;

public static class DemoServices
{
    public static IServiceCollection AddDemo(this IServiceCollection services) => services
        .AddSingleton<DemoStatus>()
        .AddSingleton<DemoRemover>()
        .AddSingleton<DemoCompany>();
}
