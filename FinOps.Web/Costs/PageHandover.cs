using System.Collections.Concurrent;

namespace FinOps.Web.Costs;

/// <summary>
/// Hands what the first paint has read over to the circuit that takes the page on, so that a page is read once and does not
/// flicker. Only a random key travels through the browser; what is not fetched within a minute is forgotten.
/// </summary>
public sealed class PageHandover(TimeProvider time)
{
    private const int Capacity = 500;
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, string Address, object Data)> kept = new(StringComparer.Ordinal);

    /// <summary>Keeps the data and returns the key to fetch it with.</summary>
    public string Put(string address, object data)
    {
        var now = time.GetUtcNow();
        foreach (var old in kept.Where(k => now - k.Value.At > Keep).Select(k => k.Key).ToList())
        {
            kept.TryRemove(old, out _);
        }

        var key = Guid.NewGuid().ToString("N");
        if (kept.Count < Capacity)
        {
            kept[key] = (now, address, data);
        }

        return key;
    }

    /// <summary>Fetches and forgets; null when it was never kept, is too old, or belongs to another address.</summary>
    public T? Take<T>(string? key, string address)
        where T : class =>
        key is not null && kept.TryRemove(key, out var found) && found.Address == address && time.GetUtcNow() - found.At <= Keep ? found.Data as T : null;
}
