using FinOps.Web.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>Registers sign-in, sessions and who may do what.</summary>
public static class SignInServices
{
    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<SignInOptions>, SignInOptionsCheck>();
        services.AddOptions<SignInOptions>().Bind(configuration.GetSection(SignInOptions.Section)).ValidateOnStart();
        services.AddSecretProtection();
        services.AddSingleton<SessionTickets>();
        var authentication = services.AddAuthentication(SignInPrincipal.Scheme).AddScheme<AuthenticationSchemeOptions, SessionCookie>(SignInPrincipal.Scheme, null);
        if (string.Equals(configuration[$"{SignInOptions.Section}:{nameof(SignInOptions.Mode)}"], nameof(SignInMode.Oidc), StringComparison.OrdinalIgnoreCase))
        {
            authentication.AddOpenIdConnect(OidcSetup.Scheme, _ => { });
            services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>, OidcSetup>().AddSingleton<ClientAssertions>().AddSingleton<ProviderTokens>().AddSingleton<LogoutTokens>().AddScoped<OidcEvents>();
        }

        services.AddCascadingAuthenticationState();
        services.AddActors();
        services.AddScoped<CircuitHandler, CircuitActivity>();
        return services;
    }
}
