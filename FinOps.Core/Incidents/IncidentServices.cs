using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Incidents;

public static class IncidentServices
{
    public static IServiceCollection AddIncidents(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IncidentOptions>().Bind(configuration.GetSection(IncidentOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<IncidentFeed>()
            .AddSingleton<IncidentQueries>()
            .AddSingleton<ScoredHours>()
            .AddSingleton<ScoreSettingEditor>()
            .AddSingleton<ContributorFinder>()
            .AddSingleton<IncidentFamily>()
            .AddSingleton<IncidentNotices>()
            .AddSingleton<RateMeasures>()
            .AddSingleton<CostRateWatch>()
            .AddSingleton<KillSwitch>()
            .AddSingleton<IncidentBook>()
            .AddSingleton(p => new IncidentEditor(
                p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<IncidentQueries>(), p.GetRequiredService<IncidentFeed>(), p.GetRequiredService<TimeProvider>()))
            .AddSingleton(p => new SpendScorer(
                p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<SqliteWriteGate>(), p.GetRequiredService<IncidentBook>(), p.GetRequiredService<CostRateWatch>(),
                p.GetRequiredService<IOptions<IncidentOptions>>(), p.GetRequiredService<TimeProvider>()));
    }
}
