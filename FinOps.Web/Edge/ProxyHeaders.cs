using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Edge;

/// <summary>Takes the caller's address, scheme and host from <c>X-Forwarded-…</c> headers of known proxies, and of nobody else.</summary>
public sealed class ProxyHeaders(IOptions<WebOptions> options) : IPostConfigureOptions<ForwardedHeadersOptions>
{
    /// <summary>The addresses and networks of a list, and the parts that are neither.</summary>
    public static (IReadOnlyList<IPAddress> Addresses, IReadOnlyList<System.Net.IPNetwork> Networks, IReadOnlyList<string> Faults) Parse(string list)
    {
        List<IPAddress> addresses = [];
        List<System.Net.IPNetwork> networks = [];
        List<string> faults = [];
        foreach (var part in list.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPAddress.TryParse(part, out var address))
            {
                addresses.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(part, out var network))
            {
                networks.Add(network);
            }
            else
            {
                faults.Add(part);
            }
        }

        return (addresses, networks, faults);
    }

    // Last of all, so that the platform's switch for trusting everybody does not count.
    public void PostConfigure(string? name, ForwardedHeadersOptions forwarded)
    {
        var (addresses, networks, _) = Parse(options.Value.KnownProxies);
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        forwarded.ForwardLimit = null; // as many proxies as there are, each of them known
        forwarded.ForwardedHeaders = addresses.Count + networks.Count == 0
            ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        foreach (var address in addresses)
        {
            forwarded.KnownProxies.Add(address);
        }

        foreach (var network in networks)
        {
            forwarded.KnownIPNetworks.Add(network);
        }
    }
}
