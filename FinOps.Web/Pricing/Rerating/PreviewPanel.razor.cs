using FinOps.Core.Pricing.Rerating;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Pricing.Rerating;

/// <summary>Looks at a scope in the background, with progress, and shows what a run would change.</summary>
public sealed partial class PreviewPanel(RerateQueries queries, RerateEditor editor, CurrentActor current) : IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private CancellationTokenSource? looking;
    private ReratePreview? preview;
    private RerateScope? known;
    private bool isLooking;
    private double looked;
    private long atMost;

    [Parameter, EditorRequired] public RerateScope Scope { get; set; } = RerateScope.All;

    [Parameter] public bool MayRun { get; set; }

    [Parameter] public EventCallback<ReratePreview> OnRun { get; set; }

    /// <summary>Called with what is wrong with the scope, or null.</summary>
    [Parameter] public EventCallback<RerateStart.Refused?> OnFault { get; set; }

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }

    protected override void OnParametersSet()
    {
        if (RendererInfo.IsInteractive && Scope != known)
        {
            _ = LookAsync(known = Scope);
        }
    }

    private async Task LookAsync(RerateScope scope)
    {
        looking?.Cancel();
        using var stop = looking = CancellationTokenSource.CreateLinkedTokenSource(gone.Token);
        (preview, looked) = (null, 0);
        try
        {
            var fault = await editor.CheckAsync(scope, stop.Token);
            await OnFault.InvokeAsync(fault);
            if (fault is null)
            {
                var tenants = (await current.GetAsync()).Sees;
                (isLooking, atMost) = (true, await queries.CountAsync(scope, tenants, stop.Token));
                StateHasChanged();
                preview = await Task.Run(() => queries.PreviewAsync(scope, tenants, new Shares(this), stop.Token), stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Another scope is looked at, or the page is gone.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
        finally
        {
            if (looking == stop)
            {
                (isLooking, looking) = (false, null);
                if (!gone.IsCancellationRequested)
                {
                    StateHasChanged();
                }
            }
        }
    }

    private sealed class Shares(PreviewPanel panel) : IProgress<double>
    {
        public void Report(double value) => _ = panel.InvokeAsync(() =>
        {
            panel.looked = value;
            panel.StateHasChanged();
        });
    }
}
