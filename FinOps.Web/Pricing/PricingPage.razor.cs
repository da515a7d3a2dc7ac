using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace FinOps.Web.Pricing;

/// <summary>What each model costs, what is not priced yet, and every price there is.</summary>
public sealed partial class PricingPage(PriceQueries queries, PriceDialogs dialogs, CurrentActor current, NavigationManager navigation, TimeProvider time) : IDisposable
{
    private View? data;
    private PriceSearch search = new();
    private bool mayManage;
    private string? notice;
    private string? failure;

    [Inject] private ILogger<PricingPage> Logger { get; set; } = default!;

    private DateTime Today => time.GetUtcNow().UtcDateTime.Date;

    private IReadOnlyList<PriceVersion> Found => search.Find(data!.Prices, time.NowMicros());

    private string Answer => data switch
    {
        null => "Loading…",
        { Waiting.Count: > 0 } d => $"{CostFormat.ExactCount(d.Waiting.Sum(u => u.Requests))} calls of {Models(d.Waiting)} wait for a price.",
        { InUse.Count: 0 } d => $"{CostFormat.ExactCount(new PriceSearch().Find(d.Prices, time.NowMicros()).Count)} prices are in force.",
        var d => d.InUse.Count(m => m.Price is null) is var missing and > 0 ? $"{missing} of {d.InUse.Count} models in use have no price now." : "Every call has a price.",
    };

    private IReadOnlyList<TableColumn<PriceVersion>> Columns =>
    [
        new("model", "Model", ColumnKind.Text, v => PriceText.Pattern(v.Price)),
        new("provider", "Provider", ColumnKind.Text, v => v.Price.Provider),
        new("where", "Only for", ColumnKind.Text, v => PriceText.Conditions(v.Price) is { Length: > 0 } only ? only : null) { Explanation = "The place, service tier, hours or currency that the price is for; a dash: everywhere and always" },
        new("input", "Input", ColumnKind.UsdPerUnit, v => v.Price.ToUsd(v.Price.Rates.InputPer1M)) { Explanation = "USD per million tokens" },
        new("cached", "Cached", ColumnKind.UsdPerUnit, v => v.Price.ToUsd(v.Price.Rates.CacheReadPer1M)) { Explanation = "USD per million input tokens read from the cache" },
        new("write", "Cache write", ColumnKind.UsdPerUnit, v => v.Price.ToUsd(v.Price.Rates.CacheWrite5mPer1M)) { Explanation = "USD per million input tokens written to the cache", IsExtra = true },
        new("output", "Output", ColumnKind.UsdPerUnit, v => v.Price.ToUsd(v.Price.Rates.OutputPer1M)) { Explanation = "USD per million tokens" },
        new("search", "1k searches", ColumnKind.UsdPerUnit, v => v.Price.ToUsd(v.Price.SearchPer1K)) { IsExtra = true },
        new("long", "Long context", ColumnKind.Text, v => PriceText.LongContext(v.Price)) { IsExtra = true },
        new("tiers", "Tiers", ColumnKind.Text, v => PriceText.Tiers(v.Price)) { IsExtra = true },
        new("kind", "Price", ColumnKind.Text, v => PriceText.Kind(v.Price.Kind)),
        new("state", "State", ColumnKind.Text, v => PriceText.State(v.StateAt(time.NowMicros()))),
        new("valid", "Valid", ColumnKind.Text, v => PriceText.Period(v.Price.ValidFromMicros, v.EndMicros)),
        new("source", "Source", ColumnKind.Text, v => v.Price.Source),
        new("by", "By", ColumnKind.Text, v => v.Price.CreatedBy) { IsExtra = true },
    ];

    protected override async Task OnInitializedAsync()
    {
        navigation.LocationChanged += OnLocationChanged;
        search = PriceSearch.Parse(new Uri(navigation.Uri).Query);
        mayManage = (await current.GetAsync()).May(Permission.ManagePricing);
        await LoadAsync();
    }

    private static string Models(IReadOnlyList<UnpricedModel> waiting) =>
        waiting.Select(u => (u.Provider, u.Model)).Distinct().Count() is var count && count == 1 ? "one model" : $"{count} models";

    private async Task LoadAsync()
    {
        try
        {
            var scope = (await current.GetAsync()).Sees;
            data = new View(
                await queries.UnpricedAsync(scope, CancellationToken.None),
                await queries.InUseAsync(scope, CancellationToken.None),
                await queries.AllAsync(CancellationToken.None));
            failure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }
    }

    private Task RetryAsync() => LoadAsync();

    /// <summary>Another search is another address, so Back returns to this one.</summary>
    private void Show(PriceSearch other) => navigation.NavigateTo("/pricing" + other.ToQuery());

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath == "/pricing")
        {
            search = PriceSearch.Parse(new Uri(e.Location).Query);
            _ = InvokeAsync(StateHasChanged);
        }
    }

    private Task AddAsync() => ChangeAsync(tell => dialogs.EditAsync(new PriceDraft { ValidFromUtc = Today }, tell));

    private Task PriceAsAsync(UnpricedModel waiting) => ChangeAsync(tell => dialogs.PriceAsAsync(waiting, tell));

    private async Task ChangeAsync(Func<Action<string>, Task<string?>> change)
    {
        notice = null;
        notice = await change(Tell);
        await LoadAsync();
    }

    private void Tell(string text)
    {
        notice = text;
        StateHasChanged();
    }

    public void Dispose() => navigation.LocationChanged -= OnLocationChanged;

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading prices failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);

    private sealed record View(IReadOnlyList<UnpricedModel> Unpriced, IReadOnlyList<ModelInUse> InUse, IReadOnlyList<PriceVersion> Prices)
    {
        /// <summary>What a price would help; calls without usage have nothing to be priced.</summary>
        public IReadOnlyList<UnpricedModel> Waiting { get; } = [.. Unpriced.Where(u => u.Reason != UnpricedReason.NoUsage)];
    }
}
