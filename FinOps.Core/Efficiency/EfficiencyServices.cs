using FinOps.Core.Derivations;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Efficiency;

public static class EfficiencyServices
{
    public static IServiceCollection AddEfficiency(this IServiceCollection services) => services.AddSingleton<EfficiencyQueries>().AddSingleton<AbandonedQueries>().AddSingleton<IDayDerivation, AbandonedDerivation>();
}
