using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Operations;

public static class OperationsServices
{
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BackupOptions>().Bind(configuration.GetSection(BackupOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<DatabaseDisk>()
            .AddSingleton<DatabaseInUse>()
            .AddSingleton<DatabaseBackup>()
            .AddSingleton<DatabaseRestore>()
            .AddSingleton<ScheduledBackups>()
            .AddSingleton<IngestQueries>();
    }
}
