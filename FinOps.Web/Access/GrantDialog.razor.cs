using FinOps.Core.Access;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Access;

/// <summary>Gives somebody a role: what it allows is told before it is saved, and every fault stands at its field.</summary>
public sealed partial class GrantDialog(GrantEditor editor, CurrentActor current, ProofGate gate)
{
    private IReadOnlyList<AccessFault> faults = [];
    private string? problem;
    private bool isSaving;

    [CascadingParameter]
    public IMudDialogInstance Dialog { get; set; } = default!;

    [Parameter]
    [EditorRequired]
    public GrantDraft Draft { get; set; } = new();

    /// <summary>The name of the person; null to ask for one.</summary>
    [Parameter]
    public string? Person { get; set; }

    [Parameter]
    [EditorRequired]
    public IReadOnlyList<Role> Roles { get; set; } = [];

    /// <summary>Keys of tenants, to choose from.</summary>
    [Parameter]
    public IReadOnlyList<string> Tenants { get; set; } = [];

    private Role? Chosen => Roles.FirstOrDefault(r => r.Name == Draft.Role);

    private TenantScope Scope => Draft.Tenants is { } tenants ? TenantScope.Of(tenants) : TenantScope.All;

    private string Who => Person ?? (Draft.Subject.Length == 0 ? "The person" : Draft.Subject);

    private string Bad(string field) => faults.Any(f => f.Field == field) ? "true" : "false";

    private async Task SaveAsync()
    {
        (isSaving, problem) = (true, null);
        try
        {
            var edit = await editor.GrantAsync(Draft, await current.GetAsync(), CancellationToken.None);
            faults = edit is AccessEdit.Invalid invalid ? invalid.Faults : [];
            switch (edit)
            {
                case AccessEdit.Saved saved:
                    Dialog.Close(DialogResult.Ok(saved.Id));
                    break;
                case AccessEdit.Unproved unproved:
                    await gate.AskAsync(unproved.Proof);
                    break;
                case AccessEdit.Refused or AccessEdit.Conflict or AccessEdit.NotFound:
                    problem = AccessText.Problem(edit);
                    break;
            }
        }
        finally
        {
            isSaving = false;
        }
    }
}
