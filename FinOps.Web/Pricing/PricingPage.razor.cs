using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Pricing;

/// <summary>What each model costs, what is not priced yet, and how prices came to be.</summary>
public sealed partial class PricingPage(
    PriceQueries queries, UnpricedRecords unpriced, IDialogService dialogs, CurrentActor current, TimeProvider time)
{
    private static readonly DialogOptions DialogOptions = new() { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };

    private View? data;
    private bool mayManage;
    private string? notice;

    /// <summary>The model whose history is shown.</summary>
    [SupplyParameterFromQuery]
    public string? Model { get; set; }

    [SupplyParameterFromQuery]
    public string? Provider { get; set; }

    private (string Provider, string Model)? Chosen => Provider is not null && Model is not null ? (Provider, Model) : null;

    private DateTime Today => time.GetUtcNow().UtcDateTime.Date;

    private string Answer => data switch
    {
        null => "Loading…",
        { Unpriced.Count: > 0 } d => $"{CostFormat.ExactCount(d.Unpriced.Sum(u => u.Requests))} calls of {Models(d.Unpriced)} wait for a price.",
        { InUse.Count: 0 } d => $"{CostFormat.ExactCount(d.InForce.Count)} prices are in force.",
        var d => d.InUse.Count(m => m.Price is null) is var missing and > 0 ? $"{missing} of {d.InUse.Count} models in use have no price now." : "Every call has a price.",
    };

    private static IReadOnlyList<TableColumn<Price>> Columns { get; } =
    [
        new("model", "Model", ColumnKind.Text, PriceText.Pattern),
        new("provider", "Provider", ColumnKind.Text, p => p.Provider),
        new("input", "Input", ColumnKind.UsdPerUnit, p => Usd(p.Rates.InputPer1M)) { Explanation = "USD per million tokens" },
        new("cached", "Cached", ColumnKind.UsdPerUnit, p => Usd(p.Rates.CacheReadPer1M)) { Explanation = "USD per million input tokens read from the cache" },
        new("write", "Cache write", ColumnKind.UsdPerUnit, p => Usd(p.Rates.CacheWrite5mPer1M)) { Explanation = "USD per million input tokens written to the cache" },
        new("output", "Output", ColumnKind.UsdPerUnit, p => Usd(p.Rates.OutputPer1M)) { Explanation = "USD per million tokens" },
        new("search", "1k searches", ColumnKind.UsdPerUnit, p => Usd(p.SearchPer1K)),
        new("long", "Long context", ColumnKind.Text, p => PriceText.LongContext(p)) { IsExtra = true },
        new("tiers", "Tiers", ColumnKind.Text, p => PriceText.Tiers(p)) { IsExtra = true },
        new("conditions", "Holds for", ColumnKind.Text, p => PriceText.Conditions(p)) { IsExtra = true },
        new("kind", "Price", ColumnKind.Text, p => PriceText.Kind(p.Kind)),
        new("valid", "Valid", ColumnKind.Text, p => PriceText.Period(p.ValidFromMicros, p.ValidToMicros)),
        new("source", "Source", ColumnKind.Text, p => p.Source),
    ];

    protected override async Task OnInitializedAsync() => mayManage = (await current.GetAsync()).Permissions.Contains(Permission.ManagePricing);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private static string Models(IReadOnlyList<UnpricedModel> waiting) =>
        waiting.Select(u => (u.Provider, u.Model)).Distinct().Count() is var count && count == 1 ? "one model" : $"{count} models";

    /// <summary>A regular expression names no model whose history could be shown.</summary>
    private static string? HrefOf(Price price) => price.Match == ModelMatch.Regex ? null : HrefOf(price.Provider, price.ModelPattern);

    private static decimal? Usd(long? nanos) => nanos is { } known ? Money.ToUsd(known) : null;

    private static string HrefOf(string provider, string model) => $"pricing?provider={Uri.EscapeDataString(provider)}&model={Uri.EscapeDataString(model)}";

    private async Task LoadAsync()
    {
        var steps = Chosen is { } chosen ? await queries.HistoryAsync(chosen.Provider, chosen.Model, CancellationToken.None) : [];
        data = new View(
            await queries.UnpricedAsync(CancellationToken.None),
            await queries.InUseAsync(CancellationToken.None),
            await queries.InForceAsync(CancellationToken.None),
            steps);
    }

    private Task PriceAsAsync(UnpricedModel waiting) =>
        EditAsync(new PriceDraft { Provider = waiting.Provider, ModelPattern = waiting.Model, ValidFromUtc = waiting.FirstSeenUtc.Date });

    private Task ReplaceAsync(Price price)
    {
        var draft = PriceDraft.From(price);
        draft.ValidFromUtc = Today;
        return EditAsync(draft);
    }

    private async Task EditAsync(PriceDraft draft)
    {
        notice = null;
        var parameters = new DialogParameters<PriceDialog>
        {
            { d => d.Draft, draft },
            { d => d.Known, data!.InForce },
            { d => d.InUse, data.InUse },
        };
        var dialog = await dialogs.ShowAsync<PriceDialog>(draft.SupersedesId is null ? "Add a price" : "Replace the price", parameters, DialogOptions);
        if (await dialog.Result is not { Canceled: false })
        {
            return;
        }

        notice = "The price is saved. Waiting calls are being priced…";
        StateHasChanged();
        var before = data!.Unpriced.Sum(u => u.Requests);
        await unpriced.PriceAsync(CancellationToken.None);
        await LoadAsync();
        var priced = before - data.Unpriced.Sum(u => u.Requests);
        notice = priced <= 0
            ? "The price is saved and counts for calls from now on."
            : $"The price is saved; {CostFormat.ExactCount(priced)} waiting calls are priced now.";
    }

    private sealed record View(
        IReadOnlyList<UnpricedModel> Unpriced, IReadOnlyList<ModelInUse> InUse, IReadOnlyList<Price> InForce, IReadOnlyList<PriceStep> Steps);
}
