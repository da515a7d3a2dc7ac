using FinOps.Core.Data;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.SqlServer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinOps.Jobs;

public static class JobServices
{
    /// <summary>Adds the job storage and, unless <c>Jobs:Enabled</c> is false, the workers and the drop folder's watcher.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JobOptions>().Bind(configuration.GetSection(JobOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddHangfire((provider, hangfire) => UseStorage(hangfire, provider.GetRequiredService<IOptions<DatabaseOptions>>().Value));
        services.AddHostedService<CostFeedPoller>();
        if (configuration.GetSection(JobOptions.Section).Get<JobOptions>() is { Enabled: false })
        {
            return services;
        }

        services.AddTransient<DropFolderJob>().AddTransient<ImportFilesJob>().AddTransient<PriceUnpricedJob>();
        services.AddHangfireServer((provider, server) =>
        {
            server.WorkerCount = provider.GetRequiredService<IOptions<JobOptions>>().Value.Workers;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            server.ShutdownTimeout = TimeSpan.FromSeconds(20);
            server.CancellationCheckInterval = TimeSpan.FromSeconds(2);
        });
        return services.AddHostedService<JobStarter>().AddHostedService<DropFolderWatcher>();
    }

    private static void UseStorage(IGlobalConfiguration hangfire, DatabaseOptions database)
    {
        hangfire.SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
        switch (database.Provider)
        {
            case DatabaseProvider.Sqlite:
                hangfire.UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(6) });
                break;
            case DatabaseProvider.SqlServer:
                hangfire.UseSqlServerStorage(database.ConnectionString, new SqlServerStorageOptions
                {
                    CommandBatchMaxTimeout = TimeSpan.FromMinutes(5),
                    SlidingInvisibilityTimeout = TimeSpan.FromMinutes(5),
                    QueuePollInterval = TimeSpan.Zero,
                    UseRecommendedIsolationLevel = true,
                    DisableGlobalLocks = true,
                    PrepareSchemaIfNecessary = true,
                });
                break;
        }
    }
}
