using FinOps.Core.Access;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Access;

/// <summary>Asks people to prove again who they are, before a dangerous dialog opens and when Core says so, and leads back to the page.</summary>
public sealed class ProofGate(StepUp stepUp, CurrentActor current, IDialogService dialogs, NavigationManager navigation)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    /// <summary>True when the person may go on; otherwise they were asked.</summary>
    public async Task<bool> PassAsync()
    {
        if (stepUp.Check(await current.GetAsync()) is not { } proof)
        {
            return true;
        }

        await AskAsync(proof);
        return false;
    }

    /// <summary>Tells what is needed, and goes to the sign-in when the person agrees.</summary>
    public async Task AskAsync(ProofNeeded proof)
    {
        var parameters = new DialogParameters<ProofDialog> { { d => d.Proof, proof } };
        var dialog = await dialogs.ShowAsync<ProofDialog>("Confirm that it is you", parameters, Options);
        if (await dialog.Result is { Canceled: false })
        {
            var here = "/" + navigation.ToBaseRelativePath(navigation.Uri);
            navigation.NavigateTo($"/sign-in/again?returnUrl={Uri.EscapeDataString(here)}", forceLoad: true);
        }
    }
}
