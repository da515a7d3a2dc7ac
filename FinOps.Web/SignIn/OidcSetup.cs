using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FinOps.Web.SignIn;

/// <summary>Code flow with PKCE, and nothing that the provider need not do: one issuer, one audience, public-key signatures only.</summary>
public sealed class OidcSetup(IOptions<SignInOptions> options) : IConfigureNamedOptions<OpenIdConnectOptions>
{
    /// <summary>The name of the authentication scheme that talks to the provider.</summary>
    public const string Scheme = "Oidc";

    /// <summary>Whoever holds the client's secret or the provider's public key could sign with the shared-key kinds, so these are not taken.</summary>
    internal static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    internal static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private const int LargestAnswer = 1 << 20;

    public void Configure(OpenIdConnectOptions options) => Configure(Scheme, options);

    public void Configure(string? name, OpenIdConnectOptions oidc)
    {
        ArgumentNullException.ThrowIfNull(oidc);
        if (name != Scheme)
        {
            return;
        }

        var settings = options.Value;
        oidc.SignInScheme = SignInPrincipal.Scheme;
        oidc.SignOutScheme = SignInPrincipal.Scheme;
        oidc.Authority = settings.Authority;
        oidc.ClientId = settings.ClientId;
        oidc.ClientSecret = settings.ClientSecret.Length > 0 ? settings.ClientSecret : null;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.UsePkce = true;
        oidc.CallbackPath = settings.CallbackPath;
        oidc.SignedOutCallbackPath = SignInPaths.SignedOut;
        oidc.SignedOutRedirectUri = "/sign-in?signedOut=true";
        oidc.RemoteSignOutPath = default; // by our own endpoints, which need no cookie
        oidc.GetClaimsFromUserInfoEndpoint = settings.UseUserInfo;
        oidc.MapInboundClaims = false;
        oidc.ClaimActions.Clear(); // OidcEvents picks what counts
        oidc.SaveTokens = false;
        oidc.UseTokenLifetime = false;
        oidc.Scope.Clear();
        foreach (var scope in settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            oidc.Scope.Add(scope);
        }

        oidc.NonceCookie.SameSite = SameSiteMode.Lax;
        oidc.CorrelationCookie.SameSite = SameSiteMode.Lax;
        oidc.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(15);
        oidc.TokenValidationParameters = Tokens(settings);
        oidc.EventsType = typeof(OidcEvents);
        SetBackchannel(oidc, settings);
    }

    /// <summary>What every token of the provider must be like.</summary>
    internal static TokenValidationParameters Tokens(SignInOptions settings) => new()
    {
        ValidIssuer = settings.Authority,
        ValidAudience = settings.TokenAudience,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateIssuerSigningKey = true,
        ClockSkew = ClockSkew,
        NameClaimType = CurrentActor.NameClaim,
        RoleClaimType = CurrentActor.RoleClaim,
    };

    // Where the provider's word is taken as it is, its redirects are not followed and its answers have a bound.
    private static void SetBackchannel(OpenIdConnectOptions oidc, SignInOptions settings)
    {
        var isPlain = settings.Authority.StartsWith("http:", StringComparison.OrdinalIgnoreCase);
        oidc.RequireHttpsMetadata = !isPlain;
        oidc.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5) };
        oidc.BackchannelTimeout = TimeSpan.FromSeconds(10);
        oidc.Backchannel = new HttpClient(oidc.BackchannelHttpHandler, disposeHandler: false) { Timeout = oidc.BackchannelTimeout, MaxResponseContentBufferSize = LargestAnswer };
        oidc.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            settings.Authority.TrimEnd('/') + "/.well-known/openid-configuration",
            new CheckedDiscovery(settings.Authority, !isPlain),
            new HttpDocumentRetriever(oidc.Backchannel) { RequireHttps = !isPlain })
        {
            AutomaticRefreshInterval = TimeSpan.FromHours(12),
            RefreshInterval = TimeSpan.FromMinutes(1),
        };
    }
}

/// <summary>The provider's discovery document must be of exactly the issuer that the settings name, and lead to encrypted addresses.</summary>
internal sealed class CheckedDiscovery(string issuer, bool needsHttps) : IConfigurationRetriever<OpenIdConnectConfiguration>
{
    /// <summary>Begins what is wrong with the settings rather than with the network.</summary>
    public const string Mark = "SignIn:Authority";

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        var found = await OpenIdConnectConfigurationRetriever.GetAsync(address, retriever, cancel);
        return Fault(found) is { } fault ? throw new InvalidOperationException(fault) : found;
    }

    private string? Fault(OpenIdConnectConfiguration found)
    {
        if (!string.Equals(found.Issuer, issuer, StringComparison.Ordinal))
        {
            return $"{Mark} is {issuer}, but the provider there calls itself {found.Issuer}: set exactly that, letter by letter.";
        }

        if (found.SigningKeys.Count == 0)
        {
            return $"{Mark}: the provider publishes no signing keys.";
        }

        var addresses = new[] { found.AuthorizationEndpoint, found.TokenEndpoint, found.JwksUri };
        return addresses.FirstOrDefault(a => !Uri.TryCreate(a, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || (needsHttps && uri.Scheme != "https")) is { } odd
            ? $"{Mark}: the provider's discovery document names an address that is not https: {odd}."
            : null;
    }
}
