using FinOps.Core.Usage;
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
            .AddSingleton<ImportFiles>()
            .AddSingleton<UsageLogs>()
            .AddSingleton(p => new UsageImporter(
                p.GetRequiredService<UsageIngestor>(), p.GetRequiredService<UsageLogs>(), p.GetRequiredService<ImportFiles>(),
                p.GetRequiredService<ILogger<UsageImporter>>()))
            .AddSingleton<ImportQueue>()
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
