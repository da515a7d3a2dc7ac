using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Data;

public static class DataServices
{
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        SqliteThreading.Configure();
        return services
            .AddSingleton<IDbContextFactory<FinOpsDbContext>, FinOpsDbContextFactory>()
            .AddSingleton<DatabaseSetup>();
    }
}
