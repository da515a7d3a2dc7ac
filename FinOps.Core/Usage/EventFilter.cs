namespace FinOps.Core.Usage;

/// <summary>
/// Remembers event keys in bounded memory: "never seen" is certain, "maybe seen" is to be looked up.
/// It grows by layers of twice the size, so that no key is ever read again to make room.
/// </summary>
internal sealed class EventFilter
{
    private readonly int maxMebibytes;
    private readonly List<EventFilterLayer> layers;

    /// <param name="mebibytes">Size of the first layer.</param>
    /// <param name="maxMebibytes">What all layers together may take; beyond it the last one fills up, and look-ups become more frequent.</param>
    public EventFilter(int mebibytes, int maxMebibytes)
        : this([new EventFilterLayer(mebibytes, 0)], maxMebibytes)
    {
    }

    public EventFilter(IEnumerable<EventFilterLayer> layers, int maxMebibytes)
    {
        this.layers = [.. layers];
        this.maxMebibytes = maxMebibytes;
    }

    /// <summary>All keys of records up to this id are in the filter.</summary>
    public long ThroughRecordId { get; set; }

    public IReadOnlyList<EventFilterLayer> Layers => layers;

    public void Add(ulong high, ulong low)
    {
        var last = layers[^1];
        if (last.Keys >= last.Capacity && Grow(last) is { } next)
        {
            last = next;
        }

        last.Add(high, low);
    }

    public bool MayContain(ulong high, ulong low)
    {
        // The newest layer is the largest.
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            if (layers[i].MayContain(high, low))
            {
                return true;
            }
        }

        return false;
    }

    private EventFilterLayer? Grow(EventFilterLayer full)
    {
        var mebibytes = Math.Min(full.Mebibytes * 2, maxMebibytes - layers.Sum(l => l.Mebibytes));
        if (mebibytes <= 0)
        {
            return null;
        }

        var next = new EventFilterLayer(mebibytes, 0);
        layers.Add(next);
        return next;
    }
}
