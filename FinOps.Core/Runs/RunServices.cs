using FinOps.Core.Derivations;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Runs;

public static class RunServices
{
    public static IServiceCollection AddRuns(this IServiceCollection services) => services
        .AddSingleton<IDayDerivation, RunDerivation>()
        .AddSingleton<RunQueries>();
}
