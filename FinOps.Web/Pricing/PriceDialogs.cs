using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Web.Access;
using FinOps.Web.Costs;
using FinOps.Web.Pricing.Mappings;
using FinOps.Web.SignIn;
using MudBlazor;

namespace FinOps.Web.Pricing;

/// <summary>Opens the dialogs that change prices, and prices what waited for the change.</summary>
public sealed class PriceDialogs(IDialogService dialogs, PriceQueries queries, UnpricedRecords unpriced, CurrentActor current, ProofGate gate)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };

    /// <summary>What the change that was saved last may change of stored calls; null when none was.</summary>
    public RerateScope? Changed { get; private set; }

    /// <summary>Adds or replaces a price.</summary>
    /// <param name="onSaved">Called with what is going on, once something was saved.</param>
    /// <returns>What became of it, for the person; null when nothing was saved.</returns>
    public async Task<string?> EditAsync(PriceDraft draft, Action<string> onSaved)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (!await gate.PassAsync())
        {
            return null;
        }

        var parameters = new DialogParameters<PriceDialog>
        {
            { d => d.Draft, draft },
            { d => d.Known, await queries.InForceAsync(CancellationToken.None) },
            { d => d.InUse, await queries.InUseAsync((await current.GetAsync()).Sees, CancellationToken.None) },
        };
        var before = await WaitingAsync();
        var dialog = await dialogs.ShowAsync<PriceDialog>(draft.SupersedesId is null ? "Add a price" : "Replace the price", parameters, Options);
        return await dialog.Result is { Canceled: false } ? await PriceWaitingAsync("The price", before, RerateScope.Of(draft), onSaved) : null;
    }

    /// <summary>Prices the waiting calls of a model as another model's, or by a price entered by hand.</summary>
    /// <inheritdoc cref="EditAsync"/>
    public async Task<string?> PriceAsAsync(UnpricedModel waiting, Action<string> onSaved)
    {
        ArgumentNullException.ThrowIfNull(waiting);
        if (!await gate.PassAsync())
        {
            return null;
        }

        var known = await queries.InForceAsync(CancellationToken.None);
        var parameters = new DialogParameters<PriceAsDialog>
        {
            { d => d.Draft, new PriceAsDraft { Provider = waiting.Provider, Model = waiting.Model, ValidFromUtc = waiting.FirstSeenUtc.Date } },
            { d => d.Requests, waiting.Requests },
            { d => d.Models, Names(known, waiting.Provider) },
        };
        var before = await WaitingAsync();
        var dialog = await dialogs.ShowAsync<PriceAsDialog>($"Price {waiting.Model} as…", parameters, Options);
        return await dialog.Result switch
        {
            { Canceled: false, Data: true } => await PriceWaitingAsync("The price", before, new RerateScope(waiting.Provider, waiting.Model, null, null), onSaved),
            { Canceled: false } => await EditAsync(new PriceDraft { Provider = waiting.Provider, ModelPattern = waiting.Model, ValidFromUtc = waiting.FirstSeenUtc.Date }, onSaved),
            _ => null,
        };
    }

    /// <summary>Adds a mapping, changes what a name stands for, or ends it where the draft names no model of a mapped name.</summary>
    /// <inheritdoc cref="EditAsync"/>
    public async Task<string?> MapAsync(ModelMappingDraft draft, Action<string> onSaved)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (!await gate.PassAsync())
        {
            return null;
        }

        var isKnown = draft.Name.Length > 0;
        var isEnd = isKnown && draft.BaseModel.Length == 0;
        var parameters = new DialogParameters<MappingDialog>
        {
            { d => d.Draft, draft },
            { d => d.IsKnown, isKnown },
            { d => d.IsEnd, isEnd },
            { d => d.Models, Names(await queries.InForceAsync(CancellationToken.None)) },
        };
        var title = isEnd ? "End the mapping" : isKnown ? "Change the mapping" : "Add a mapping";
        var before = await WaitingAsync();
        var dialog = await dialogs.ShowAsync<MappingDialog>(title, parameters, Options);
        return await dialog.Result is { Canceled: false } ? await PriceWaitingAsync("The mapping", before, new RerateScope(draft.Provider, draft.Name, draft.ValidFromUtc, null), onSaved) : null;
    }

    /// <summary>Models that can be named, those of a provider first.</summary>
    internal static IReadOnlyList<string> Names(IEnumerable<Price> prices, string first = "") =>
    [
        .. prices.Where(p => p.Match != ModelMatch.Regex && !p.IsDiscount)
            .OrderByDescending(p => p.Provider == first).ThenBy(p => p.Provider, StringComparer.Ordinal).ThenBy(p => p.ModelPattern, StringComparer.OrdinalIgnoreCase)
            .Select(p => $"{p.Provider} {p.ModelPattern}").Distinct(),
    ];

    /// <summary>Prices the calls that waited for what has just been saved, and tells how many there were.</summary>
    private async Task<string> PriceWaitingAsync(string what, long before, RerateScope changed, Action<string> onSaved)
    {
        ArgumentNullException.ThrowIfNull(onSaved);
        Changed = null;
        onSaved($"{what} is saved. Waiting calls are being priced…");
        await unpriced.PriceAsync(CancellationToken.None);
        Changed = changed;

        // A job may have priced them first, so the calls that no longer wait are counted.
        var priced = before - await WaitingAsync();
        return priced <= 0
            ? $"{what} is saved and counts for calls from now on."
            : $"{what} is saved; {CostFormat.ExactCount(priced)} waiting calls are priced now.";
    }

    private async Task<long> WaitingAsync() => (await queries.UnpricedAsync((await current.GetAsync()).Sees, CancellationToken.None)).Sum(u => u.Requests);
}
