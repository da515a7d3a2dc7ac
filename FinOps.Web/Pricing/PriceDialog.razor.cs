using FinOps.Core.Pricing;
using FinOps.Web.Access;
using FinOps.Web.Costs;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Pricing;

/// <summary>Adds a price or replaces one: every fault stands at its field, and the effect is told before it is saved.</summary>
public sealed partial class PriceDialog(PriceEditor editor, CurrentActor current, ProofGate gate)
{
    private IReadOnlyList<PriceFault> faults = [];
    private bool isSaving;

    [CascadingParameter]
    public IMudDialogInstance Dialog { get; set; } = default!;

    [Parameter]
    [EditorRequired]
    public PriceDraft Draft { get; set; } = new();

    /// <summary>Prices whose figures can be copied.</summary>
    [Parameter]
    public IReadOnlyList<Price> Known { get; set; } = [];

    /// <summary>What was called lately, to tell what the price would have cost.</summary>
    [Parameter]
    public IReadOnlyList<ModelInUse> InUse { get; set; } = [];

    private bool IsReplacing => Draft.SupersedesId is not null;

    private string Effect
    {
        get
        {
            if (Draft.DiscountPercent is { } percent)
            {
                return $"{percent:0.####} % is taken off what these calls would cost without the contract.";
            }

            if (PricePreview.Of(Draft, PricePreview.TypicalRequest) is not { } typical)
            {
                return "Give the rates to see what a typical request would cost.";
            }

            var text = $"A typical request (3,000 input tokens, half of them cached, 500 output) costs {CostFormat.Usd(typical)}.";
            var model = InUse.FirstOrDefault(m => m.Provider == Draft.Provider && m.Model == Draft.ModelPattern);
            return model is not null && PricePreview.About(Draft, model.Measures) is { } month
                ? $"{text} The {CostFormat.Count(model.Measures.Requests)} calls of the last 30 days would cost about {CostFormat.Usd((long)month)}; they count {CostFormat.Usd(model.Measures.EffectiveCostNanos)} today."
                : text;
        }
    }

    private static string LabelOf(Price price) => $"{price.Provider} {price.ModelPattern}";

    private string Bad(string field) => faults.Any(f => f.Field == field) ? "true" : "false";

    private void Copy(string chosen)
    {
        if (Known.FirstOrDefault(p => LabelOf(p) == chosen.Trim()) is not { } source)
        {
            return;
        }

        Draft.CopyFigures(source);
        Draft.Source = Draft.Source.Length == 0 ? $"as {LabelOf(source)}" : Draft.Source;
    }

    private async Task SaveAsync()
    {
        isSaving = true;
        try
        {
            switch (await editor.AddAsync(Draft, await current.GetAsync(), CancellationToken.None))
            {
                case PriceSaveResult.Saved saved:
                    Dialog.Close(DialogResult.Ok(saved.PriceId));
                    break;
                case PriceSaveResult.Invalid invalid:
                    faults = invalid.Faults;
                    break;
                case PriceSaveResult.Unproved unproved:
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
