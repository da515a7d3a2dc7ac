using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Users;

public static class UserServices
{
    public static IServiceCollection AddUsers(this IServiceCollection services) => services.AddSingleton<UserQueries>();
}
