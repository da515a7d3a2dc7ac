using FinOps.Core.Usage.Posts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Usage;

public static class UsageServices
{
    public static IServiceCollection AddUsage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<UsageOptions>().Bind(configuration.GetSection(UsageOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<SqliteWriteGate>()
            .AddSingleton<UsageTurn>()
            .AddSingleton<IUsageStores, UsageStores>()
            .AddSingleton<PostQueue>()
            .AddSingleton<UsageIngestor>();
    }
}
