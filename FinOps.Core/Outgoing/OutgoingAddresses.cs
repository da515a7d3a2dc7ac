using System.Net;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Outgoing;

/// <summary>Decides which addresses may be called: by name when something is configured, and by what the name leads to at every connection.</summary>
public sealed class OutgoingAddresses(IOptions<OutgoingOptions> options)
{
    private readonly string[] allowed = Hosts(options.Value.AllowedHosts);
    private readonly string[] privates = Hosts(options.Value.PrivateHosts);

    /// <summary>What is wrong with an address, for the field it was typed into; null when it may be called.</summary>
    public string? Fault(string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
        {
            return "Give a whole address, such as https://hooks.example.com/finops.";
        }

        return Fault(address);
    }

    public string? Fault(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Scheme != Uri.UriSchemeHttps && !(options.Value.AllowHttp && address.Scheme == Uri.UriSchemeHttp))
        {
            return options.Value.AllowHttp ? "Only https and http addresses can be called." : "Only https addresses can be called.";
        }

        if (address.UserInfo.Length > 0)
        {
            return "The address must not hold a name or a password.";
        }

        var host = Name(address);
        if (allowed.Length > 0 && !allowed.Any(a => Matches(a, host)) && !IsPrivate(host))
        {
            return $"{host} is none of the hosts that may be called.";
        }

        return IPAddress.TryParse(host, out var literal) ? Fault(host, [literal]) : null;
    }

    /// <summary>What is wrong with the addresses that a name leads to; one that is not public spoils them all.</summary>
    public string? Fault(string host, IReadOnlyCollection<IPAddress> addresses) =>
        addresses.Count == 0 ? $"{host} has no address."
        : !IsPrivate(host) && addresses.FirstOrDefault(a => !PublicAddress.Is(a)) is not null ? $"{host} leads into a private network."
        : null;

    private bool IsPrivate(string host) => privates.Any(p => Matches(p, host));

    private static string Name(Uri address) => address.IdnHost.TrimEnd('.').Trim('[', ']');

    private static bool Matches(string pattern, string host) => pattern is ['*', '.', ..]
        ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase) && host.Length > pattern.Length - 1
        : host.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    private static string[] Hosts(string list) => list.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
