using FinOps.Core.Costs;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Costs;

/// <summary>Calls back within a second of new usage, at most about once a second, unless paused.</summary>
public sealed partial class LiveUpdates(CostFeed feed, TimeProvider time) : IDisposable
{
    /// <summary>How long to rest between two reloads; a reload itself takes a while, and both must fit into a second.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(700);

    private readonly CancellationTokenSource gone = new();
    private int isWaking;
    private bool isPaused;
    private bool isBehind;

    [Parameter, EditorRequired] public Func<Task> OnChanged { get; set; } = () => Task.CompletedTask;

    /// <summary>True to listen without a button.</summary>
    [Parameter] public bool IsQuiet { get; set; }

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
        {
            feed.Changed += OnFeedChanged;
        }
    }

    public void Dispose()
    {
        feed.Changed -= OnFeedChanged;
        gone.Cancel();
        gone.Dispose();
    }

    // Runs on the committer's thread: note it and return.
    private void OnFeedChanged(long version)
    {
        if (Interlocked.Exchange(ref isWaking, 1) == 0)
        {
            _ = InvokeAsync(WakeAsync);
        }
    }

    private async Task WakeAsync()
    {
        Interlocked.Exchange(ref isWaking, 0);
        if (isPaused)
        {
            isBehind = true;
            StateHasChanged();
            return;
        }

        // What changes from here on is noted, and read after the rest.
        Interlocked.Exchange(ref isWaking, 1);
        var before = feed.Version;
        await OnChanged();
        try
        {
            await Task.Delay(Rest, time, gone.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Interlocked.Exchange(ref isWaking, 0);
        if (feed.Version != before)
        {
            OnFeedChanged(feed.Version);
        }
    }

    private async Task ToggleAsync()
    {
        isPaused = !isPaused;
        if (!isPaused && isBehind)
        {
            isBehind = false;
            await OnChanged();
        }
    }
}
