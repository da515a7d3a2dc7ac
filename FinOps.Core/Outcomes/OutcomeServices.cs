using FinOps.Core.Derivations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Outcomes;

public static class OutcomeServices
{
    public static IServiceCollection AddOutcomes(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OutcomeOptions>().Bind(configuration.GetSection(OutcomeOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<OutcomeIngestor>()
            .AddSingleton<OutcomeQueries>()
            .AddSingleton<SessionQueries>()
            .AddSingleton<OutcomeTypeEditor>()
            .AddSingleton<IDayDerivation, SessionDerivation>()
            .AddSingleton<IDayDerivation, OutcomeDerivation>();
    }
}
