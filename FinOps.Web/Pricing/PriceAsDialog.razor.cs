using System.Globalization;
using FinOps.Core.Pricing;
using FinOps.Web.Access;
using FinOps.Web.Costs;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Pricing;

/// <summary>Prices waiting calls as another model's, and tells what they will cost before it is saved.</summary>
public sealed partial class PriceAsDialog(PriceAs priceAs, CurrentActor current, ProofGate gate)
{
    private IReadOnlyList<PriceFault> faults = [];
    private PriceAsPreview? preview;
    private string sourceText = "";
    private bool isSaving;

    [CascadingParameter]
    public IMudDialogInstance Dialog { get; set; } = default!;

    [Parameter]
    [EditorRequired]
    public PriceAsDraft Draft { get; set; } = new();

    /// <summary>How many calls wait.</summary>
    [Parameter]
    public long Requests { get; set; }

    /// <summary>Models with a price, as provider and name.</summary>
    [Parameter]
    public IReadOnlyList<string> Models { get; set; } = [];

    private bool MayMap => Draft.SourceProvider.Length == 0 || PriceAs.CanMap(Draft);

    private string Effect => preview switch
    {
        null when Draft.SourceModel.Length > 0 => $"No price of {Draft.SourceModel} is known. Choose a model that has one.",
        null => "Choose a model to see what the waiting calls will cost.",
        { Waiting: 0 } => "No call waits from that day on; the price counts for calls to come.",
        { Priced: 0 } => "None of the waiting calls would have a price: that model had none at their time, or lacks a rate. Copy the price instead, or choose another model.",
        { } p => $"{CostFormat.ExactCount(p.Priced)} of {CostFormat.ExactCount(p.Waiting)} waiting calls will cost {(p.IsEstimate ? "about " : "")}{(p.IsEstimate ? CostFormat.Usd(p.CostNanos) : CostFormat.ExactUsd(p.CostNanos))} together.",
    };

    private string Bad(string field) => faults.Any(f => f.Field == field) ? "true" : "false";

    private Task ChooseAsync(string chosen)
    {
        sourceText = chosen.Trim();
        var cut = sourceText.IndexOf(' ', StringComparison.Ordinal);
        (Draft.SourceProvider, Draft.SourceModel) = cut > 0 ? (sourceText[..cut], sourceText[(cut + 1)..].Trim()) : (Draft.Provider, sourceText);
        Draft.IsMapping = MayMap && Draft.IsMapping;
        return PreviewAsync();
    }

    private Task HowAsync(bool isMapping)
    {
        Draft.IsMapping = isMapping;
        return PreviewAsync();
    }

    private Task FromAsync(ChangeEventArgs e)
    {
        Draft.ValidFromUtc = DateTime.TryParse(e.Value?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day) ? day : null;
        return PreviewAsync();
    }

    private async Task PreviewAsync() => preview = Draft.SourceModel.Length == 0 ? null : await priceAs.PreviewAsync(Draft, (await current.GetAsync()).Sees, CancellationToken.None);

    private async Task SaveAsync()
    {
        isSaving = true;
        try
        {
            var result = Draft.SourceModel.Length == 0
                ? new PriceAsResult([new PriceFault(nameof(Draft.SourceModel), "Choose the model whose price counts.")])
                : await priceAs.ApplyAsync(Draft, await current.GetAsync(), CancellationToken.None);
            faults = result.Faults;
            if (result.Proof is { } proof)
            {
                await gate.AskAsync(proof);
            }
            else if (faults.Count == 0)
            {
                Dialog.Close(DialogResult.Ok(true));
            }
        }
        finally
        {
            isSaving = false;
        }
    }
}
