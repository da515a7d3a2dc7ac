using FinOps.Core.Access;
using FinOps.Core.Demo;
using FinOps.Web.Costs;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace FinOps.Web.Demo;

/// <summary>Says on every page that demo data is shown, and takes it out in one click.</summary>
public sealed partial class DemoBanner : IDisposable
{
    private bool isConcerned;
    private bool isShown;
    private bool mayRemove;
    private bool isRemoving;
    private string? fault;

    [Inject] private DemoStatus Status { get; set; } = default!;

    [Inject] private DemoCompany Company { get; set; } = default!;

    [Inject] private CurrentActor Actor { get; set; } = default!;

    [Inject] private KnownNames Names { get; set; } = default!;

    [Inject] private ILogger<DemoBanner> Logger { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    public void Dispose()
    {
        Status.Changed -= OnChanged;
        Navigation.LocationChanged -= OnMoved;
    }

    protected override async Task OnInitializedAsync()
    {
        Status.Changed += OnChanged;
        Navigation.LocationChanged += OnMoved;
        var actor = await Actor.GetAsync();
        isConcerned = actor.Sees.IsAll || (await Names.GetAsync(actor.Sees, CancellationToken.None)).HasDemo;
        isShown = isConcerned && await Status.IsLoadedAsync(CancellationToken.None);
        mayRemove = actor.May(ProtectedActions.ChangeDemo);
    }

    private void OnChanged() => _ = InvokeAsync(() =>
    {
        isShown = isConcerned && Status.IsLoaded;
        StateHasChanged();
    });

    /// <summary>The layout stays when the page changes, so that a command's work is noticed here with the next page.</summary>
    private void OnMoved(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(async () => await Status.IsLoadedAsync(CancellationToken.None));

    private async Task RemoveAsync()
    {
        isRemoving = true;
        fault = null;
        try
        {
            await Company.RemoveAsync(await Actor.GetAsync(), CancellationToken.None);
        }
        catch (Exception e)
        {
            // Whatever went wrong, the page around the banner must live on.
            LogFailure(Logger, e);
            fault = "Removing it failed; nothing was changed. Try again, or run “demo remove”.";
        }
        finally
        {
            isRemoving = false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The demo company could not be removed.")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
