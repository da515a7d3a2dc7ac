using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Imports;

public static class ImportServices
{
    public static IServiceCollection AddImports(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImportOptions>().Bind(configuration.GetSection(ImportOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<UsageImporter>()
            .AddSingleton<ImportQueue>()
            .AddSingleton<DropFolder>()
            .AddSingleton<ImportQueries>()
            .AddSingleton<ImportEditor>()
            .AddSingleton<QuarantineEditor>()
            .AddSingleton<MappingProfiles>()
            .AddSingleton<MappingProfileEditor>();
    }
}
