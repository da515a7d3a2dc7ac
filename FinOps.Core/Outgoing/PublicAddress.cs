using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace FinOps.Core.Outgoing;

/// <summary>Tells addresses of the public internet from those of this machine, its network, its cloud and special uses.</summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] SpecialV4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork Tunnel = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork[] SpecialV6 = Networks("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20");

    public static bool Is(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !SpecialV4.Any(n => n.Contains(address));
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return Is(address.MapToIPv4());
        }

        var bytes = address.GetAddressBytes();
        if (Translated.Contains(address))
        {
            return Is(V4(bytes.AsSpan(12)));
        }

        return Global.Contains(address)
            && (Tunnel.Contains(address) ? Is(V4(bytes.AsSpan(2, 4))) : !SpecialV6.Any(n => n.Contains(address)));
    }

    private static IPAddress V4(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32LittleEndian(bytes));

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
