using FinOps.Core.Access;
using FinOps.Core.Demo;
using FinOps.Core.Imports;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Overview;

/// <summary>The first screen of an empty database.</summary>
public sealed partial class FirstRun(DemoCompany demo, CurrentActor actor, TimeProvider time, ILogger<FirstRun> logger)
{
    private static readonly TimeSpan BetweenRepaints = TimeSpan.FromMilliseconds(200);
    private ImportProgress? progress;
    private long startedAt;
    private long paintedAt;
    private bool mayLoad;
    private string? fault;

    /// <summary>Told when loading begins and ends, so that the page does not change underneath.</summary>
    [Parameter] public EventCallback<bool> OnBusy { get; set; }

    [Parameter] public EventCallback OnDone { get; set; }

    private int Percent => progress is { BytesTotal: > 0 } p ? (int)Math.Clamp(100 * p.BytesRead / p.BytesTotal.Value, 0, 100) : 0;

    private string ProgressText
    {
        get
        {
            var seconds = time.GetElapsedTime(startedAt).TotalSeconds;
            var lines = progress?.Lines ?? 0;
            var left = Percent is > 2 and < 100 ? $", about {Math.Ceiling(seconds * (100 - Percent) / Percent):0} s left" : "";
            return lines == 0 ? "Starting…" : $"{CostFormat.ExactCount(lines)} records, {CostFormat.Count((long)(lines / Math.Max(0.1, seconds)))} a second{left}";
        }
    }

    protected override async Task OnInitializedAsync() => mayLoad = (await actor.GetAsync()).May(ProtectedActions.ChangeDemo);

    private async Task LoadAsync()
    {
        fault = null;
        startedAt = time.GetTimestamp();
        progress = new(0, 0, null, 0, 0, 0, 0);
        await OnBusy.InvokeAsync(true);
        try
        {
            var who = await actor.GetAsync();
            await Task.Run(() => demo.LoadAsync(who, new Reporter(this), CancellationToken.None));
        }
        catch (Exception e)
        {
            var id = PageErrorBoundary.NewCorrelationId();
            LogFailure(logger, e, id);
            fault = $"Loading stopped; what was loaded is kept, and loading again goes on from there. Correlation id {id}.";
        }
        finally
        {
            progress = null;
            await OnBusy.InvokeAsync(false);
        }

        await OnDone.InvokeAsync();
    }

    private void Report(ImportProgress value)
    {
        progress = value;
        if (time.GetElapsedTime(paintedAt) > BetweenRepaints)
        {
            paintedAt = time.GetTimestamp();
            _ = InvokeAsync(StateHasChanged);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading the demo company failed; correlation id {CorrelationId}.")]
    private static partial void LogFailure(ILogger logger, Exception exception, string correlationId);

    // Not Progress<T>: that would post every report to the circuit.
    private sealed class Reporter(FirstRun owner) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => owner.Report(value);
    }
}
