using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FinOps.Web.SignIn;

/// <summary>
/// Checks signature, issuer, audience and lifetime of the provider's tokens. The framework takes identity tokens without a signature
/// when they come from the token endpoint, as the standard allows; here every token needs one.
/// </summary>
public sealed class ProviderTokens(IOptionsMonitor<OpenIdConnectOptions> oidc, IOptions<SignInOptions> options)
{
    public Task<TokenValidationResult> ValidateAsync(string encoded)
    {
        var rules = OidcSetup.Tokens(options.Value);
        rules.ConfigurationManager = (BaseConfigurationManager)oidc.Get(OidcSetup.Scheme).ConfigurationManager!; // fetches new keys when one is unknown
        return new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(encoded, rules);
    }
}
