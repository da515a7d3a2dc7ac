using FinOps.Core.Costs;
using FinOps.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace FinOps.Web.Costs;

/// <summary>
/// Calls back soon after new usage, unless paused: at once after a quiet time, then about once a second. A page that nobody sees waits until it is shown.
/// One refresh ends when the browser has drawn it, so that a slow browser is never behind by more than one.
/// </summary>
public sealed partial class LiveUpdates(CostFeed feed, PageVisibility visibility, IJSRuntime js, TimeProvider time) : IDisposable
{
    /// <summary>A refresh that took 200 ms, from the question to the drawing, is followed by a rest of 1.2 s; one page then takes a seventh of a core at most, on both sides.</summary>
    private const double RestPerWork = 6;

    /// <summary>Two rests and two refreshes of ordinary length fit into the two seconds within which new usage has to show.</summary>
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(1_300);

    private readonly CancellationTokenSource gone = new();
    private long seen;
    private int isAwake;
    private bool isPaused;
    private bool isBehind;

    [Parameter, EditorRequired] public Func<Task> OnChanged { get; set; } = () => Task.CompletedTask;

    /// <summary>True to listen without a button.</summary>
    [Parameter] public bool IsQuiet { get; set; }

    protected override void OnInitialized()
    {
        seen = feed.Version;
        if (RendererInfo.IsInteractive)
        {
            feed.Changed += OnFeedChanged;
            visibility.Changed += Wake;
        }
    }

    public void Dispose()
    {
        feed.Changed -= OnFeedChanged;
        visibility.Changed -= Wake;
        gone.Cancel();
    }

    // Runs on the committer's thread: note it and return.
    private void OnFeedChanged(long version) => Wake();

    private void Wake()
    {
        if (Interlocked.Exchange(ref isAwake, 1) == 0)
        {
            _ = InvokeAsync(FollowAsync);
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            while (feed.Version != seen && !isPaused && !visibility.IsHidden)
            {
                // What is committed from here on is another refresh.
                seen = feed.Version;
                var started = time.GetTimestamp();
                await OnChanged();
                await js.InvokeVoidAsync("finops.drawn", gone.Token);
                var rest = time.GetElapsedTime(started) * RestPerWork;
                await Task.Delay(rest < ShortestRest ? ShortestRest : rest > LongestRest ? LongestRest : rest, time, gone.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or JSDisconnectedException)
        {
            // The page is gone, or its browser was for a while: the next change tells.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }

        Rest();
    }

    /// <summary>Waits for the next change; one that came since the last look must not be missed.</summary>
    private void Rest()
    {
        Volatile.Write(ref isAwake, 0);
        if (feed.Version == seen || gone.IsCancellationRequested)
        {
            return;
        }

        if (isPaused && !isBehind)
        {
            isBehind = true;
            StateHasChanged();
        }
        else if (!isPaused && !visibility.IsHidden)
        {
            Wake();
        }
    }

    private void Toggle()
    {
        (isPaused, isBehind) = (!isPaused, false);
        Wake();
    }
}
