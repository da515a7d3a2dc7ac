using FinOps.Core.Outcomes;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Outcomes;

/// <summary>Adds a type of outcomes or changes its names; every fault stands at its field.</summary>
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

    /// <summary>The type to rename; null to add one.</summary>
    [Parameter] public OutcomeType? Type { get; set; }

    protected override void OnInitialized()
    {
        if (Type is { } type)
        {
            (key, name, unit, units) = (type.Key, type.Name, type.Unit, type.Units);
        }
    }

    private string? FaultOf(string field) => faults.FirstOrDefault(f => f.Field == field)?.Message;

    private async Task SaveAsync()
    {
        var result = await editor.SaveAsync(new OutcomeTypeDraft(key.Trim(), name, unit, units, Type?.Version), await current.GetAsync(), CancellationToken.None);
        faults = result is OutcomeTypeResult.Invalid invalid ? invalid.Faults : [];
        problem = result is OutcomeTypeResult.Conflict or OutcomeTypeResult.NotFound ? $"Somebody else {(Type is null ? "added" : "changed")} this type meanwhile. Close and look again." : null;
        if (result is OutcomeTypeResult.Saved saved)
        {
            Dialog.Close(DialogResult.Ok(saved.TypeId));
        }
    }
}
