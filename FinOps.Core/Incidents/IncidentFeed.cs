namespace FinOps.Core.Incidents;

/// <summary>Tells open pages of this process that incidents have changed; pages of other processes look by themselves.</summary>
public sealed class IncidentFeed
{
    private long version;

    /// <summary>Raised after a commit, on the committer's thread; handlers only note it and return.</summary>
    public event Action? Changed;

    /// <summary>Counts changes.</summary>
    public long Version => Volatile.Read(ref version);

    public void Publish()
    {
        Interlocked.Increment(ref version);
        Changed?.Invoke();
    }
}
