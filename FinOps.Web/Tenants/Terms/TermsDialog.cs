using FinOps.Core.Access;
using FinOps.Core.Tenants;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Tenants.Terms;

/// <summary>What the dialogs that change terms do alike: save, show every fault at its field, and say who was faster.</summary>
public abstract class TermsDialog : ComponentBase
{
    [CascadingParameter]
    public IMudDialogInstance Dialog { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    protected IReadOnlyList<TenantFault> Faults { get; private set; } = [];

    /// <summary>What is wrong with the whole, such as that somebody else was faster.</summary>
    protected string? Problem { get; private set; }

    protected bool IsSaving { get; private set; }

    protected bool IsBad(string field) => Faults.Any(f => f.Field == field);

    protected string Bad(string field) => IsBad(field) ? "true" : "false";

    /// <summary>Saves, and closes the dialog with the id once it is stored.</summary>
    protected async Task SaveAsync(Func<Actor, Task<TenantEdit>> save)
    {
        ArgumentNullException.ThrowIfNull(save);
        IsSaving = true;
        try
        {
            var edit = await save(await Current.GetAsync());
            Faults = edit is TenantEdit.Invalid invalid ? invalid.Faults : [];
            Problem = edit is TenantEdit.Invalid ? null : TermsText.Problem(edit);
            if (edit is TenantEdit.Saved saved)
            {
                Dialog.Close(DialogResult.Ok(saved.Id));
            }
        }
        finally
        {
            IsSaving = false;
        }
    }
}
