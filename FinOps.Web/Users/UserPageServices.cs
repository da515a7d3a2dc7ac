namespace FinOps.Web.Users;

public static class UserPageServices
{
    public static IServiceCollection AddUserPages(this IServiceCollection services) => services.AddSingleton<UserTables>();
}
