using FinOps.Core.Enforcement;
using FinOps.Web.Access;
using MudBlazor;

namespace FinOps.Web.Enforcement;

/// <summary>Opens the dialogs of the console; true when something was changed.</summary>
public sealed class EnforcementDialogs(IDialogService dialogs, ProofGate proof)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };

    /// <summary>Pauses, tightens or degrades.</summary>
    public Task<bool> MeasureAsync(MeasureKind kind, EnforcementScope scope) =>
        ShowAsync<MeasureDialog>($"{EnforcementText.Kind(kind)} {scope}", new DialogParameters<MeasureDialog> { { d => d.Kind, kind }, { d => d.Scope, scope } });

    /// <summary>Grants an override.</summary>
    public async Task<bool> OverrideAsync(OverrideKind kind, TenantStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return await proof.PassAsync()
            && await ShowAsync<OverrideDialog>($"Override for {standing.Tenant}", new DialogParameters<OverrideDialog> { { d => d.First, kind }, { d => d.Standing, standing } });
    }

    /// <summary>Asks for a reason, and does something with it.</summary>
    public async Task<bool> ReasonAsync(string title, string effect, string action, bool needsProof, Func<string, Task<MeasureResult>> run) => (!needsProof || await proof.PassAsync())
        && await ShowAsync<ReasonDialog>(title, new DialogParameters<ReasonDialog> { { d => d.Effect, effect }, { d => d.Action, action }, { d => d.Run, run } });

    private async Task<bool> ShowAsync<TDialog>(string title, DialogParameters<TDialog> parameters)
        where TDialog : Microsoft.AspNetCore.Components.IComponent
    {
        var dialog = await dialogs.ShowAsync<TDialog>(title, parameters, Options);
        return await dialog.Result is { Canceled: false };
    }
}
