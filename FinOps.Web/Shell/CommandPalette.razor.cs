using FinOps.Web.Costs;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace FinOps.Web.Shell;

/// <summary>Jumps to any page, tenant or feature by a few letters.</summary>
public sealed partial class CommandPalette(NavigationManager navigation, KnownNames names, CurrentActor current)
{
    private const int Shown = 12;
    private readonly List<Target> targets = [];
    private ElementReference input;
    private string text = "";
    private int selected;
    private bool preventDefault;

    [CascadingParameter] private IMudDialogInstance? Dialog { get; set; }

    private IReadOnlyList<Target> Found { get; set; } = [];

    protected override async Task OnInitializedAsync()
    {
        var actor = await current.GetAsync();
        targets.AddRange(NavItem.All.Where(i => i.IsFor(actor)).Select(i => new Target(i.Text, "Page", i.Path, i.Icon, i.IsExternal)));
        Search();
        var known = await names.GetAsync(actor.Sees, CancellationToken.None);
        targets.AddRange(known.Tenants.Select(t => new Target(t.Name, "Tenant", CostLinks.Tenant(t.Key), Icons.Material.Outlined.Business, false)));
        targets.AddRange(known.Features.Select(f => new Target(f, "Feature", CostLinks.Feature(f), Icons.Material.Outlined.Widgets, false)));
        Search();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await input.FocusAsync();
        }
    }

    private static string IdOf(int index) => $"palette-{index}";

    private void OnInput(ChangeEventArgs e)
    {
        text = e.Value?.ToString() ?? "";
        selected = 0;
        Search();
    }

    private void OnKeyAsync(KeyboardEventArgs e)
    {
        preventDefault = e.Key is "ArrowDown" or "ArrowUp" or "Enter";
        switch (e.Key)
        {
            case "ArrowDown" when Found.Count > 0:
                selected = (selected + 1) % Found.Count;
                break;
            case "ArrowUp" when Found.Count > 0:
                selected = (selected + Found.Count - 1) % Found.Count;
                break;
            case "Enter" when selected < Found.Count:
                Go(Found[selected]);
                break;
        }
    }

    /// <summary>Names that start with the letters come first, then those that hold them.</summary>
    private void Search()
    {
        var wanted = text.Trim();
        Found = wanted.Length == 0
            ? [.. targets.Take(Shown)]
            : [.. targets.Where(t => t.Text.Contains(wanted, StringComparison.OrdinalIgnoreCase))
                .OrderByDescending(t => t.Text.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)).Take(Shown)];
    }

    private void Go(Target target)
    {
        Dialog?.Close();
        navigation.NavigateTo(target.Path, forceLoad: target.IsExternal);
    }

    private sealed record Target(string Text, string Kind, string Path, string Icon, bool IsExternal);
}
