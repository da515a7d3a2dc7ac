using FinOps.Core.Outcomes;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Outcomes;

/// <summary>Adds a type of outcomes; every fault stands at its field.</summary>
public sealed partial class OutcomeTypeDialog(OutcomeTypeEditor editor, CurrentActor current)
{
    private IReadOnlyList<OutcomeTypeFault> faults = [];
    private string? problem;
    private string key = "";
    private string name = "";
    private string unit = "";
    private string units = "";

    [CascadingParameter]
    public IMudDialogInstance Dialog { get; set; } = default!;

    private string? FaultOf(string field) => faults.FirstOrDefault(f => f.Field == field)?.Message;

    private async Task SaveAsync()
    {
        var result = await editor.SaveAsync(new OutcomeTypeDraft(key.Trim(), name, unit, units), await current.GetAsync(), CancellationToken.None);
        faults = result is OutcomeTypeResult.Invalid invalid ? invalid.Faults : [];
        problem = result is OutcomeTypeResult.Conflict or OutcomeTypeResult.NotFound ? "Somebody else added this type meanwhile. Close and look again." : null;
        if (result is OutcomeTypeResult.Saved saved)
        {
            Dialog.Close(DialogResult.Ok(saved.TypeId));
        }
    }
}
