using FinOps.Core.Data;
using FinOps.Core.Outcomes;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinOps.Core.Imports;

public static class ImportServices
{
    public static IServiceCollection AddImports(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImportOptions>().Bind(configuration.GetSection(ImportOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<ImportTrail>()
            .AddSingleton<ImportFiles>()
            .AddSingleton<UsageLogs>()
            .AddSingleton<UsagePosts>()
            .AddSingleton(p => new UsageImporter(
                p.GetRequiredService<UsageIngestor>(), p.GetRequiredService<OutcomeIngestor>(), p.GetRequiredService<UsageLogs>(), p.GetRequiredService<ImportFiles>(), p.GetRequiredService<UsagePosts>(),
                p.GetRequiredService<ILogger<UsageImporter>>()))
            .AddSingleton(p => new ImportQueue(
                p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<UsageImporter>(), p.GetRequiredService<ImportTrail>(), p.GetRequiredService<TimeProvider>()))
            .AddSingleton<DropFolder>()
            .AddSingleton<UploadSpool>()
            .AddSingleton<ImportQueries>()
            .AddSingleton<ImportEditor>()
            .AddSingleton<QuarantineEditor>()
            .AddSingleton<MappingPreviewer>()
            .AddSingleton<MappingProfiles>()
            .AddSingleton<MappingProfileEditor>();
    }
}
