using FinOps.Core.Access;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Access;

/// <summary>Maps a claim value to a role.</summary>
public sealed partial class RoleMappingDialog(RoleMappingEditor editor, CurrentActor current, ProofGate gate)
{
    private IReadOnlyList<AccessFault> faults = [];
    private string? problem;

    [CascadingParameter]
    public IMudDialogInstance Dialog { get; set; } = default!;

    [Parameter]
    [EditorRequired]
    public RoleMappingDraft Draft { get; set; } = new();

    [Parameter]
    [EditorRequired]
    public IReadOnlyList<Role> Roles { get; set; } = [];

    /// <summary>Keys of tenants, to choose from.</summary>
    [Parameter]
    public IReadOnlyList<string> Tenants { get; set; } = [];

    private string Bad(string field) => faults.Any(f => f.Field == field) ? "true" : "false";

    private async Task SaveAsync()
    {
        var edit = await editor.AddAsync(Draft, await current.GetAsync(), CancellationToken.None);
        faults = edit is AccessEdit.Invalid invalid ? invalid.Faults : [];
        problem = edit is AccessEdit.Invalid or AccessEdit.Unproved ? null : AccessText.Problem(edit);
        if (edit is AccessEdit.Saved saved)
        {
            Dialog.Close(DialogResult.Ok(saved.Id));
        }
        else if (edit is AccessEdit.Unproved unproved)
        {
            await gate.AskAsync(unproved.Proof);
        }
    }
}
