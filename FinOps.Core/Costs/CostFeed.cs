namespace FinOps.Core.Costs;

/// <summary>Tells open pages that stored costs have changed, in this process or (through the poller) in another one.</summary>
public sealed class CostFeed
{
    private long version;

    /// <summary>Raised after a commit, on the committer's thread; handlers only note it and return.</summary>
    public event Action<long>? Changed;

    public long Version => Volatile.Read(ref version);

    /// <summary>Announces the version that was committed; older or equal versions are ignored.</summary>
    public void Publish(long committedVersion)
    {
        while (true)
        {
            var before = Volatile.Read(ref version);
            if (committedVersion <= before)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref version, committedVersion, before) == before)
            {
                Changed?.Invoke(committedVersion);
                return;
            }
        }
    }
}
