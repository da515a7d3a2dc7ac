using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Pricing;

/// <summary>What does this model cost, since when, and who says so?</summary>
public sealed partial class ModelPage(PriceQueries queries, PriceDialogs dialogs, CurrentActor current, NavigationManager navigation, TimeProvider time)
{
    private ModelPriceHistory? data;
    private PriceChart chart = PriceChart.Empty;
    private bool mayManage;
    private string? notice;
    private string? failure;

    [SupplyParameterFromQuery]
    public string? Provider { get; set; }

    [SupplyParameterFromQuery]
    public string? Model { get; set; }

    /// <summary>The place within the provider.</summary>
    [SupplyParameterFromQuery]
    public string? Scope { get; set; }

    [SupplyParameterFromQuery(Name = "tier")]
    public string? TierName { get; set; }

    [Inject] private ILogger<ModelPage> Logger { get; set; } = default!;

    private ServiceTier ServiceTier => Enum.TryParse<ServiceTier>(TierName, ignoreCase: true, out var tier) && Enum.IsDefined(tier) ? tier : ServiceTier.Standard;

    private CostView Records => new CostView().WithFilter(CostDimension.Provider, Provider ?? "").WithFilter(CostDimension.Model, Model ?? "");

    private string ChangeText => data?.Current.Price switch
    {
        null => "Add a price",
        { Kind: PriceKind.Catalog } => "Set an own price",
        _ => "Replace this price",
    };

    private string Answer => data switch
    {
        null => failure is null ? "" : "The prices could not be read.",
        { Current.Price: { } price } d => $"{PriceText.Rate(price, price.Rates.InputPer1M)} in and {PriceText.Rate(price, price.Rates.OutputPer1M)} out per million tokens, {PriceText.Kind(price.Kind).ToLowerInvariant()} price no. {price.Id}, {PriceText.Period(price.ValidFromMicros, d.Versions.FirstOrDefault(v => v.Price.Id == price.Id)?.EndMicros)}{(d.Current.Mapping is { } mapping ? $"; priced as {mapping.BaseModel}" : "")}.",
        var d => PriceText.Why(d.Reason) + ".",
    };

    protected override async Task OnParametersSetAsync()
    {
        mayManage = (await current.GetAsync()).May(Permission.ManagePricing);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        if (string.IsNullOrEmpty(Provider) || string.IsNullOrEmpty(Model))
        {
            return;
        }

        try
        {
            data = await queries.ModelAsync(Provider, Model, Scope ?? "", ServiceTier, CancellationToken.None);
            chart = PriceChart.Of(data.Steps, time.NowMicros());
            failure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, Model, failure);
        }
    }

    private void Show(string? scope, string? tier) =>
        navigation.NavigateTo(PriceLinks.Model(Provider!, Model!, scope ?? "") + (string.IsNullOrEmpty(tier) || tier == nameof(ServiceTier.Standard) ? "" : $"&tier={tier.ToLowerInvariant()}"));

    private async Task ChangeAsync()
    {
        var draft = data!.Current.Price is { } price ? PriceDraft.From(price) : new PriceDraft { Provider = Provider!, ModelPattern = Model!, HostScope = Scope ?? "" };
        draft.ValidFromUtc = time.GetUtcNow().UtcDateTime.Date;
        notice = null;
        notice = await dialogs.EditAsync(draft, Tell);
        await LoadAsync();
    }

    private void Tell(string text)
    {
        notice = text;
        StateHasChanged();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading the prices of {Model} failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string model, string correlationId);
}
