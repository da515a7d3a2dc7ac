using Microsoft.Extensions.Options;

namespace FinOps.Web.Host;

/// <summary>
/// The program's way out: first it says that it is not ready and tells open pages, while it still serves; then it takes no new calls,
/// lets those under way end, and stops.
/// </summary>
public sealed partial class Drain(IHostApplicationLifetime lifetime, IOptions<ShutdownOptions> options, TimeProvider time, ILogger<Drain> logger)
{
    private int hasBegun;

    /// <summary>Raised once, when the program has been told to stop; handlers only note it and return.</summary>
    public event Action? Begun;

    public bool HasBegun => Volatile.Read(ref hasBegun) != 0 || lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Begins to leave; returns at once. Asked again, or urgently, it skips what is left of the time in which it still serves.</summary>
    public void Begin(bool isUrgent)
    {
        var isFirst = Interlocked.Exchange(ref hasBegun, 1) == 0;
        if (!isFirst || isUrgent)
        {
            lifetime.StopApplication();
            return;
        }

        Leaving(logger, options.Value.NotReadySeconds, options.Value.DrainSeconds);
        Begun?.Invoke();
        _ = LeaveAsync();
    }

    private async Task LeaveAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(options.Value.NotReadySeconds), time, lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lifetime.StopApplication();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Told to stop: not ready from now on, no new calls in {NotReady} s, then up to {Drain} s for what is under way")]
    private static partial void Leaving(ILogger logger, int notReady, int drain);
}
