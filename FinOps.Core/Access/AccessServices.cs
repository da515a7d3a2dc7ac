using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Access;

public static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services.AddSingleton<ApiKeys>();
}
