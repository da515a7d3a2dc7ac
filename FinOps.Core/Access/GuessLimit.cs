using System.Net;
using System.Net.Sockets;
using FinOps.Core.Data;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Access;

/// <summary>What comes of a wrong key.</summary>
/// <param name="Wait">How long the caller should wait before the next one; null when this one is still within the limit.</param>
/// <param name="IsNews">True once a minute and address, for a line in the log.</param>
public readonly record struct WrongKey(TimeSpan? Wait, bool IsNews);

/// <summary>
/// Slows those who send wrong keys down, by address and by prefix. Only wrong keys count and only wrong keys wait: were a right key to wait too,
/// anyone behind its address, or who knows its prefix, could shut its holder out.
/// </summary>
public sealed class GuessLimit(IOptions<ApiKeyOptions> options, TimeProvider time)
{
    /// <summary>Callers that are told apart; further ones share a limit, so that made-up addresses and prefixes cannot fill the memory.</summary>
    internal const int Room = 10_000;

    private static readonly long Window = (long)TimeSpan.FromMinutes(1).TotalMicroseconds;
    private readonly Lock guard = new();
    private readonly Dictionary<string, Caller> callers = new(StringComparer.Ordinal);
    private long sweptAtMicros;

    /// <summary>How many callers are remembered now.</summary>
    internal int Remembered
    {
        get
        {
            lock (guard)
            {
                return callers.Count;
            }
        }
    }

    /// <summary>Counts a wrong key.</summary>
    /// <param name="address">Where it came from.</param>
    /// <param name="prefix">Its start, whether or not there is such a key; null when the text is none.</param>
    public WrongKey Count(IPAddress? address, string? prefix)
    {
        var now = time.NowMicros();
        lock (guard)
        {
            var byAddress = Take("a " + NetworkOf(address), now);
            var byPrefix = prefix is null ? default : Take("p " + prefix, now);
            var wait = Math.Max(byAddress.WaitMicros, byPrefix.WaitMicros);
            return new WrongKey(wait > 0 ? TimeSpan.FromMicroseconds(wait) : null, byAddress.IsNews || byPrefix.IsNews);
        }
    }

    /// <summary>Who is behind an address: itself, or its /64 network, as whoever has one IPv6 address has them all.</summary>
    internal static string NetworkOf(IPAddress? address)
    {
        if (address is null or { AddressFamily: not AddressFamily.InterNetworkV6 } or { IsIPv4MappedToIPv6: true })
        {
            return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "unknown";
        }

        return Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8));
    }

    /// <summary>A leaky bucket: it holds a minute's worth of wrong keys and empties evenly. Those that find it full do not fill it further.</summary>
    private (long WaitMicros, bool IsNews) Take(string name, long now)
    {
        var caller = callers.GetValueOrDefault(Placed(name, now));
        var each = Window / options.Value.WrongPerMinute;
        var full = Math.Max(caller.EmptyAtMicros, now) + each;
        var wait = full - now - Window;
        if (wait <= 0)
        {
            callers[Placed(name, now)] = caller with { EmptyAtMicros = full };
            return (0, false);
        }

        var isNews = caller.ToldAtMicros + Window <= now;
        if (isNews)
        {
            callers[Placed(name, now)] = caller with { ToldAtMicros = now };
        }

        return (wait, isNews);
    }

    /// <summary>The name under which a caller is remembered: its own while there is room.</summary>
    private string Placed(string name, long now)
    {
        if (callers.Count < Room || callers.ContainsKey(name))
        {
            return name;
        }

        if (now - sweptAtMicros >= Instants.MicrosPerSecond)
        {
            sweptAtMicros = now;
            foreach (var (old, caller) in callers)
            {
                if (caller.EmptyAtMicros <= now)
                {
                    callers.Remove(old);
                }
            }
        }

        return callers.Count < Room ? name : "others";
    }

    /// <param name="EmptyAtMicros">When the bucket will be empty.</param>
    /// <param name="ToldAtMicros">When the log was told last.</param>
    private readonly record struct Caller(long EmptyAtMicros, long ToldAtMicros);
}
