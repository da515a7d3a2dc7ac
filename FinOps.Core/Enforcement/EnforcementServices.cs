using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Enforcement;

public static class EnforcementServices
{
    public static IServiceCollection AddEnforcement(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EnforcementOptions>().Bind(configuration.GetSection(EnforcementOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MeasureBoard>().AddSingleton<EnforcementChange>().AddSingleton<MeasureEditor>().AddSingleton<OverrideEditor>().AddSingleton<LadderEditor>();
        services.AddSingleton<SpendWatch>().AddSingleton<LadderWatch>().AddSingleton<PeakLearner>();
        services.AddSingleton<EnforcementQueries>().AddSingleton<EffectPreview>().AddSingleton<LadderSimulation>().AddSingleton<AdmissionMeter>();
        return services.AddSingleton<DecisionLog>().AddSingleton<DecisionQueries>();
    }
}
