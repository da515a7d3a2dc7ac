namespace FinOps.Core.Access;

/// <summary>A secret that the product made for itself, protected.</summary>
public sealed class ServerSecret
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    /// <summary>The secret as <see cref="ISecretProtection"/> wrote it.</summary>
    public string Protected { get; set; } = "";

    public long CreatedAtMicros { get; set; }
}

/// <summary>Protects secrets of the product before they are stored.</summary>
public interface ISecretProtection
{
    string Protect(byte[] secret);

    /// <summary>The secret again.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The keys that it was protected with are gone.</exception>
    byte[] Unprotect(string text);
}
