using FinOps.Core.Access;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Access;

/// <summary>Protects the product's own secrets with the keys that protect cookies.</summary>
internal sealed class DataProtectedSecrets(IDataProtectionProvider provider) : ISecretProtection
{
    private readonly IDataProtector protector = provider.CreateProtector("FinOps.ServerSecret");

    public string Protect(byte[] secret) => Convert.ToBase64String(protector.Protect(secret));

    public byte[] Unprotect(string text) => protector.Unprotect(Convert.FromBase64String(text));
}

internal static class SecretServices
{
    /// <summary>Adds the protection keys of the database, for the web and for commands alike.</summary>
    public static IServiceCollection AddSecretProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("finops");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, ProtectionKeySetup>();
        return services.AddSingleton<ISecretProtection, DataProtectedSecrets>();
    }
}
