using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace FinOps.Web.SignIn;

/// <summary>What the settings under <c>SignIn</c> must be like together.</summary>
internal static class SignInRules
{
    private const string Discovery = "/.well-known/openid-configuration";

    /// <summary>Paths that mean something else here.</summary>
    private static readonly string[] Taken =
        ["/sign-in", "/sign-in/local", "/sign-in/provider", "/sign-in/again", "/sign-in/problem", SignInPaths.SignedOut, "/sign-out", SignInPaths.FrontChannel, SignInPaths.BackChannel, "/no-access", "/not-allowed"];

    public static IEnumerable<(string Setting, string What)> Faults(SignInOptions options)
    {
        if (options.IdleMinutes > options.MaxHours * 60)
        {
            yield return (nameof(options.IdleMinutes), $"must not be longer than SignIn:MaxHours ({options.MaxHours} hours).");
        }

        if ((options.RoleMappings ?? []).Any(m => m.Value.Length == 0 || m.Role.Length == 0))
        {
            yield return (nameof(options.RoleMappings), "each entry needs a Value and a Role.");
        }

        if (options.Mode != SignInMode.Oidc)
        {
            yield break;
        }

        foreach (var fault in ProviderFaults(options).Concat(ClientFaults(options)).Concat(ClaimFaults(options)))
        {
            yield return fault;
        }
    }

    private static IEnumerable<(string Setting, string What)> ProviderFaults(SignInOptions options)
    {
        const string Setting = nameof(options.Authority);
        if (options.Authority.Length == 0)
        {
            yield return (Setting, "is missing; it is the provider's issuer, e.g. https://login.example/realms/acme.");
        }
        else if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")
            || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0 || options.Authority.Contains('|', StringComparison.Ordinal))
        {
            yield return (Setting, "must be an https address without user, query or fragment.");
        }
        else if (options.Authority.EndsWith(Discovery, StringComparison.OrdinalIgnoreCase))
        {
            yield return (Setting, $"must be the issuer alone, without {Discovery}.");
        }
        else if (uri.Scheme == "http" && !SignInOptionsCheck.IsLoopback(options.Authority))
        {
            yield return (Setting, "must be https; http is for a provider on this machine only.");
        }
        else if (uri.Segments.Skip(1).FirstOrDefault()?.TrimEnd('/') is "common" or "organizations" or "consumers")
        {
            yield return (Setting, $"must name one tenant: {uri.Segments[1].TrimEnd('/')} would let in people of any organization.");
        }
    }

    private static IEnumerable<(string Setting, string What)> ClientFaults(SignInOptions options)
    {
        if (options.ClientId.Length == 0)
        {
            yield return (nameof(options.ClientId), "is missing; the provider gives it when the console is registered.");
        }

        if (options.ClientSecret.Length == 0 && options.ClientKeyFile.Length == 0)
        {
            yield return (nameof(options.ClientSecret), "is missing; set it in the environment as SignIn__ClientSecret, or set SignIn:ClientKeyFile.");
        }
        else if (options.ClientSecret.Length > 0 && options.ClientKeyFile.Length > 0)
        {
            yield return (nameof(options.ClientKeyFile), "and SignIn:ClientSecret are both set; use one.");
        }

        if (options.ClientKeyFile.Length > 0 && KeyFault(options.ClientKeyFile) is { } fault)
        {
            yield return (nameof(options.ClientKeyFile), fault);
        }

        if (!IsPath(options.CallbackPath) || Taken.Contains(options.CallbackPath, StringComparer.OrdinalIgnoreCase))
        {
            yield return (nameof(options.CallbackPath), "must be a path of its own such as /sign-in/callback: letters, digits, dots, hyphens and slashes.");
        }
    }

    private static IEnumerable<(string Setting, string What)> ClaimFaults(SignInOptions options)
    {
        if (!options.Scopes.Split(' ').Contains("openid", StringComparer.Ordinal))
        {
            yield return (nameof(options.Scopes), "must contain openid; scopes are separated by spaces.");
        }

        if (options.RoleClaim.Trim().Length == 0)
        {
            yield return (nameof(options.RoleClaim), "is missing; it is the claim that names a person's roles, e.g. roles or groups.");
        }
    }

    private static bool IsPath(string path) =>
        path is ['/', _, ..] && path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '.' or '_') && !path.Contains("//", StringComparison.Ordinal);

    private static string? KeyFault(string file)
    {
        try
        {
            ClientKey.Read(file, "");
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            return $"cannot be read as a private key in PEM form (RSA of 2048 bits or more, or EC P-256, P-384, P-521): {exception.Message}";
        }
    }
}

/// <summary>The private key that proves to the provider that it talks to this console.</summary>
internal static class ClientKey
{
    private const int MinRsaBits = 2_048;

    /// <summary>Reads an RSA or EC key; throws when the file holds neither.</summary>
    public static SigningCredentials Read(string file, string keyId)
    {
        var pem = File.ReadAllText(file);
        var kid = keyId.Length > 0 ? keyId : null;
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa.KeySize >= MinRsaBits && HasPrivateHalf(rsa)
                ? new(new RsaSecurityKey(rsa) { KeyId = kid }, SecurityAlgorithms.RsaSha256)
                : throw new ArgumentException("The RSA key is too short or public.");
        }
        catch (Exception exception) when (exception is CryptographicException || (exception is ArgumentException && pem.Contains("EC PRIVATE", StringComparison.Ordinal)))
        {
            rsa.Dispose();
        }

        var ec = ECDsa.Create();
        ec.ImportFromPem(pem);
        var algorithm = ec.KeySize switch { 256 => SecurityAlgorithms.EcdsaSha256, 384 => SecurityAlgorithms.EcdsaSha384, _ => SecurityAlgorithms.EcdsaSha512 };
        return new(new ECDsaSecurityKey(ec) { KeyId = kid }, algorithm);
    }

    private static bool HasPrivateHalf(RSA rsa)
    {
        try
        {
            return rsa.ExportParameters(true).D is not null;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
