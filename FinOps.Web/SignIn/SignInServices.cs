using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>Registers sign-in and the policies that pages and endpoints name.</summary>
public static class SignInServices
{
    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<SignInOptions>, SignInOptionsCheck>();
        services.AddOptions<SignInOptions>().Bind(configuration.GetSection(SignInOptions.Section)).ValidateOnStart();
        services.AddDataProtection().SetApplicationName("finops");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, ProtectionKeySetup>();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<IOptions<SignInOptions>>((cookie, options) =>
            {
                cookie.Cookie.Name = "finops";
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.LoginPath = "/sign-in";
                cookie.AccessDeniedPath = "/not-allowed";
                cookie.ReturnUrlParameter = "returnUrl";
                cookie.ExpireTimeSpan = TimeSpan.FromHours(options.Value.HoursUntilExpiry);
                cookie.SlidingExpiration = true;
            });
        services.AddCascadingAuthenticationState();
        services.AddActors();
        return services;
    }
}
