using FinOps.Core.Access;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Access;

/// <summary>Adds or changes a custom role, and tells what those who have it gain and lose.</summary>
public sealed partial class RoleDialog(RoleEditor editor, CurrentActor current, ProofGate gate)
{
    private IReadOnlyList<AccessFault> faults = [];
    private string? problem;

    [CascadingParameter]
    public IMudDialogInstance Dialog { get; set; } = default!;

    [Parameter]
    [EditorRequired]
    public RoleDraft Draft { get; set; } = new();

    /// <summary>What the role allows now.</summary>
    [Parameter]
    public IReadOnlySet<Permission> Before { get; set; } = new HashSet<Permission>();

    /// <summary>How many people have it.</summary>
    [Parameter]
    public int People { get; set; }

    private string Bad(string field) => faults.Any(f => f.Field == field) ? "true" : "false";

    private void Toggle(Permission permission)
    {
        if (!Draft.Permissions.Remove(permission))
        {
            Draft.Permissions.Add(permission);
        }
    }

    private async Task SaveAsync()
    {
        var edit = await editor.SaveAsync(Draft, await current.GetAsync(), CancellationToken.None);
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
