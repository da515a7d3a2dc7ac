using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Access;

public static class ApiKeyServices
{
    /// <summary>Adds keys. The host brings an <see cref="ISecretProtection"/>.</summary>
    public static IServiceCollection AddApiKeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ApiKeyOptions>().Bind(configuration.GetSection(ApiKeyOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<KeyPeppers>()
            .AddSingleton<ApiKeyUses>()
            .AddSingleton<ApiKeyRules>()
            .AddSingleton<GuessLimit>()
            .AddSingleton<ApiKeyQueries>()
            .AddSingleton(p => new ApiKeyVerifier(
                p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<KeyPeppers>(), p.GetRequiredService<ApiKeyUses>(),
                p.GetRequiredService<IOptions<ApiKeyOptions>>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<ApiKeyVerifier>>()))
            .AddSingleton(p => new ApiKeyEditor(
                p.GetRequiredService<IDbContextFactory<FinOpsDbContext>>(), p.GetRequiredService<KeyPeppers>(), p.GetRequiredService<ApiKeyRules>(),
                p.GetRequiredService<ApiKeyVerifier>(), p.GetRequiredService<StepUp>(), p.GetRequiredService<TimeProvider>()));
    }
}
