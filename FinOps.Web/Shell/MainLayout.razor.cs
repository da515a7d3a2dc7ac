using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using MudBlazor;

namespace FinOps.Web.Shell;

/// <summary>The frame around every page: top bar, navigation, error boundary, command palette.</summary>
public sealed partial class MainLayout(NavigationManager navigation, IDialogService dialogs, PageScheme scheme, PageVisibility visibility, IJSRuntime js) : IAsyncDisposable
{
    private PageErrorBoundary? boundary;
    private DotNetObjectReference<MainLayout>? self;
    private bool paletteIsOpen;

    private string SkipTarget => navigation.ToBaseRelativePath(navigation.Uri).Split('#')[0] + "#main";

    protected override void OnInitialized() => navigation.LocationChanged += OnLocationChanged;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            self = DotNetObjectReference.Create(this);
            scheme.Set(await js.InvokeAsync<string>("finops.watch", self));
        }
    }

    /// <summary>Called by the page's script when the theme or the system's scheme changes.</summary>
    [JSInvokable]
    public Task OnSchemeChanged(string name) => InvokeAsync(() => scheme.Set(name));

    /// <summary>Called by the page's script when its tab goes to the background or comes back.</summary>
    [JSInvokable]
    public Task OnVisibilityChanged(bool isHidden) => InvokeAsync(() => visibility.Set(isHidden));

    /// <summary>Called by the page's script on Ctrl or Command with K.</summary>
    [JSInvokable]
    public Task OpenPalette() => InvokeAsync(OpenPaletteAsync);

    private async Task OpenPaletteAsync()
    {
        if (paletteIsOpen)
        {
            return;
        }

        paletteIsOpen = true;
        try
        {
            var options = new DialogOptions { NoHeader = true, CloseOnEscapeKey = true, FullWidth = true, MaxWidth = MaxWidth.Small, Position = DialogPosition.TopCenter };
            var dialog = await dialogs.ShowAsync<CommandPalette>("Go to", options);
            await dialog.Result;
        }
        finally
        {
            paletteIsOpen = false;
        }
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e) => boundary?.Recover();

    public async ValueTask DisposeAsync()
    {
        navigation.LocationChanged -= OnLocationChanged;
        if (self is not null)
        {
            try
            {
                await js.InvokeVoidAsync("finops.unwatch");
            }
            catch (JSDisconnectedException)
            {
                // The browser is gone, and its listener with it.
            }

            self.Dispose();
        }
    }
}
