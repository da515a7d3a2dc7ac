using FinOps.Core.Derivations;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Outcomes;

public static class OutcomeServices
{
    public static IServiceCollection AddOutcomes(this IServiceCollection services) => services
        .AddSingleton<IDayDerivation, SessionDerivation>();
}
