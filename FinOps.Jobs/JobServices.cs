using FinOps.Core.Data;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.InMemory;
using Hangfire.Logging;
using Hangfire.SqlServer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinOps.Jobs;

public static class JobServices
{
    /// <summary>Adds the job storage and, unless <c>Jobs:Enabled</c> is false, the workers and the drop folder's watcher.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JobOptions>().Bind(configuration.GetSection(JobOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => Storage(provider));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>())); // the library's own is the process's: the last host's
        services.AddHangfire((provider, hangfire) => hangfire
            .UseLogProvider(new JobLogs(provider.GetRequiredService<ILoggerFactory>()))
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings());
        services.AddHostedService<CostFeedPoller>().AddHostedService<DecisionWriter>();
        services.AddHostedService<EnforcementPoller>().AddHostedService<LadderTicker>().AddHostedService<AlertFeedPoller>();
        if (configuration.GetSection(JobOptions.Section).Get<JobOptions>() is { Enabled: false })
        {
            return services;
        }

        services.AddSingleton<ImportLanes>().AddJobTypes();
        services.AddHangfireServer((provider, server) =>
        {
            server.WorkerCount = provider.GetRequiredService<IOptions<JobOptions>>().Value.Workers;
            server.FilterProvider = new JobMeter();
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            server.ShutdownTimeout = TimeSpan.FromSeconds(20);
            server.CancellationCheckInterval = TimeSpan.FromSeconds(2);
        });
        return services.AddHostedService<AlertDispatcher>().AddHostedService<JobStarter>().AddHostedService<DropFolderWatcher>();
    }

    /// <summary>A job a line, as each is added by itself.</summary>
    private static void AddJobTypes(this IServiceCollection services)
    {
        services.AddTransient<DropFolderJob>();
        services.AddTransient<ImportFilesJob>();
        services.AddTransient<PriceUnpricedJob>();
        services.AddTransient<RerateJob>();
        services.AddTransient<VerifyRollupsJob>();
        services.AddTransient<VerifyBudgetsJob>();
        services.AddTransient<TidyRollupsJob>();
        services.AddTransient<CheckPricesJob>();
        services.AddTransient<CheckKeysJob>();
        services.AddTransient<AnchorAuditJob>();
        services.AddTransient<VerifyAuditJob>();
        services.AddTransient<PruneSessionsJob>();
        services.AddTransient<WatchAlertsJob>();
        services.AddTransient<WatchMarginsJob>();
        services.AddTransient<DeriveDaysJob>().AddTransient<FindFreemiumJob>().AddTransient<ReviewFeaturesJob>();
        services.AddTransient<ScoreSpendJob>();
        services.AddTransient<LearnPeaksJob>();
        services.AddTransient<PruneJob>();
        services.AddTransient<BackupJob>();
        services.AddTransient<PruneDecisionsJob>();
    }

    /// <summary>The store is this host's own, not the library's global one, so that two hosts in a process do not share their jobs.</summary>
    private static JobStorage Storage(IServiceProvider provider)
    {
        LogProvider.SetCurrentLogProvider(new JobLogs(provider.GetRequiredService<ILoggerFactory>())); // a store logs before the library is configured
        return Storage(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value);
    }

    private static JobStorage Storage(DatabaseOptions database) => database.Provider switch
    {
        DatabaseProvider.Sqlite => new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(6) }),
        DatabaseProvider.SqlServer => new SqlServerStorage(database.ConnectionString, new SqlServerStorageOptions
        {
            CommandBatchMaxTimeout = TimeSpan.FromMinutes(5),
            SlidingInvisibilityTimeout = TimeSpan.FromMinutes(5),
            QueuePollInterval = TimeSpan.Zero,
            UseRecommendedIsolationLevel = true,
            DisableGlobalLocks = true,
            PrepareSchemaIfNecessary = true,
        }),
    };
}
