using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FinOps.Web.SignIn;

/// <summary>Proves to the provider, by a signature instead of a secret, that this console asks.</summary>
public sealed class ClientAssertions(IOptions<SignInOptions> options, TimeProvider time)
{
    private readonly Lazy<SigningCredentials?> key = new(() =>
        options.Value.ClientKeyFile.Length > 0 ? ClientKey.Read(options.Value.ClientKeyFile, options.Value.ClientKeyId) : null);

    /// <summary>Signs a request to the provider; false when a secret is used instead.</summary>
    public bool Sign(OpenIdConnectMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (key.Value is not { } credentials)
        {
            return false;
        }

        var now = time.GetUtcNow().UtcDateTime;
        request.ClientSecret = null;
        request.ClientAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        request.ClientAssertion = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Value.ClientId,
            Audience = options.Value.Authority,
            Claims = new Dictionary<string, object> { ["sub"] = options.Value.ClientId, ["jti"] = Guid.NewGuid().ToString("N") },
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(2),
            SigningCredentials = credentials,
        });
        return true;
    }
}
