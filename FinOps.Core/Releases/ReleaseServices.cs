using FinOps.Core.Derivations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Releases;

public static class ReleaseServices
{
    public static IServiceCollection AddReleases(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ReleaseOptions>().Bind(configuration.GetSection(ReleaseOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<ReleaseEditor>().AddSingleton<ReleaseQueries>().AddSingleton<IDayDerivation, VersionDerivation>();
    }
}
