namespace FinOps.Core.Alerts;

/// <summary>Tells open pages that alerts changed, in this process or (through a poller) in another one.</summary>
public sealed class AlertFeed
{
    /// <summary>Raised after a commit; handlers only note it and return.</summary>
    public event Action? Changed;

    public void Publish() => Changed?.Invoke();
}
