using System.Security.Cryptography;
using System.Text.Json;
using FinOps.Core.Access;

namespace FinOps.Core.Alerts;

/// <summary>Keeps addresses and keys of channels under the protection of the database.</summary>
public sealed class ChannelSecrets(ISecretProtection protection)
{
    public string Close(ChannelSecret secret) => protection.Protect(JsonSerializer.SerializeToUtf8Bytes(secret));

    /// <summary>What a channel needs to send; null when it cannot be read any more.</summary>
    public ChannelSecret? Open(AlertChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        try
        {
            return channel.Protected.Length == 0 ? null : JsonSerializer.Deserialize<ChannelSecret>(protection.Unprotect(channel.Protected));
        }
        catch (Exception lost) when (lost is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }
}
