using FinOps.Core.Access.Sessions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Access;

public static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AccessOptions>().Bind(configuration.GetSection(AccessOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ConfiguredRoles>().Bind(configuration.GetSection("SignIn"));
        return services
            .AddSingleton<AccessDecisions>().AddSingleton<People>().AddSingleton<StepUp>().AddSingleton<SignInSessions>().AddSingleton<SessionEditor>()
            .AddSingleton<AccessChange>().AddSingleton<GrantEditor>().AddSingleton<PersonEditor>().AddSingleton<RoleEditor>().AddSingleton<RoleMappingEditor>()
            .AddSingleton<AccessQueries>();
    }
}
