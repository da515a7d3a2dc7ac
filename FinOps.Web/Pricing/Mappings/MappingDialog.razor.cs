using FinOps.Core.Pricing;
using FinOps.Web.Access;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Pricing.Mappings;

/// <summary>Adds a mapping, changes what a name stands for, or ends it; every fault stands at its field.</summary>
public sealed partial class MappingDialog(ModelMappingEditor editor, CurrentActor current, ProofGate gate)
{
    private IReadOnlyList<PriceFault> faults = [];
    private bool isSaving;

    [CascadingParameter]
    public IMudDialogInstance Dialog { get; set; } = default!;

    [Parameter]
    [EditorRequired]
    public ModelMappingDraft Draft { get; set; } = new();

    /// <summary>True to end the mapping of the draft's name.</summary>
    [Parameter]
    public bool IsEnd { get; set; }

    /// <summary>True when the draft is about a name that is mapped already.</summary>
    [Parameter]
    public bool IsKnown { get; set; }

    /// <summary>Models with a price, as provider and name.</summary>
    [Parameter]
    public IReadOnlyList<string> Models { get; set; } = [];

    /// <summary>The models of the draft's provider, by its catalog name.</summary>
    private IEnumerable<string> OfProvider =>
        Models.Where(m => m.StartsWith(ProviderAliases.Canonical(Draft.Provider) + " ", StringComparison.Ordinal)).Select(m => m[(m.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

    private string Bad(string field) => faults.Any(f => f.Field == field) ? "true" : "false";

    private async Task SaveAsync()
    {
        isSaving = true;
        try
        {
            if (!IsEnd && string.IsNullOrWhiteSpace(Draft.BaseModel))
            {
                faults = [new PriceFault(nameof(Draft.BaseModel), "Name the model whose price counts.")];
                return;
            }

            switch (await editor.AddAsync(Draft, await current.GetAsync(), CancellationToken.None))
            {
                case ModelMappingResult.Saved saved:
                    Dialog.Close(DialogResult.Ok(saved.MappingId));
                    break;
                case ModelMappingResult.Invalid invalid:
                    faults = invalid.Faults;
                    break;
                case ModelMappingResult.Unproved unproved:
                    await gate.AskAsync(unproved.Proof);
                    break;
            }
        }
        finally
        {
            isSaving = false;
        }
    }
}
