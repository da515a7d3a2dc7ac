using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Pricing;
using FinOps.Core.Records;
using FinOps.Core.Usage;
using FinOps.Web.Costs;
using FinOps.Web.Pricing;
using FinOps.Web.Pricing.Claims;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Records;

/// <summary>Why does this call cost what it costs?</summary>
public sealed partial class RecordPage(RecordDetailQueries queries, PriceQueries prices, PriceDialogs dialogs, CurrentActor current)
{
    private RecordDetail? data;
    private bool isLoaded;
    private bool mayManage;
    private string? notice;
    private string? failure;

    [Parameter] public long Id { get; set; }

    [Inject] private ILogger<RecordPage> Logger { get; set; } = default!;

    private string Title => data is null ? $"Call {Id}" : $"Call of {RecordText.Second(data.Record.OccurredAtMicros)} UTC";

    private string Answer => data switch
    {
        null => "",
        { IsPriced: true } d => $"{CostFormat.ExactUsd(d.Record.EffectiveCostNanos)} for {CostFormat.ExactCount((long)d.Record.InputTokens + d.Record.OutputTokens)} tokens on {d.Names.Model}; tenant {RecordText.Told(d.Names.Tenant)}, feature {RecordText.Told(d.Names.Feature)}.",
        { IsPriceComing: true } => "A price has come for this call meanwhile; it is charged within minutes.",
        { Why: { } why } => why.Message ?? "This call waits for a price.",
        _ => "This call cannot be priced: its counts contradict each other.",
    };

    protected override async Task OnParametersSetAsync()
    {
        mayManage = (await current.GetAsync()).May(Permission.ManagePricing);
        await LoadAsync();
    }

    private static bool MayBePriced(RecordDetail detail) => !detail.IsPriced && !detail.IsPriceComing && detail.Record.UnpricedReason != UnpricedReason.NoUsage;

    private static string ClaimCause(RecordDetail detail) => detail.ClaimFinding switch
    {
        null => "The two agree.",
        { Cause: Core.Pricing.Claims.ClaimCause.Unknown } => "No usual mistake gives this claim; the day's calls together may tell more.",
        var finding => ClaimText.Cause(finding) + " gives just this claim.",
    };

    private static string ClaimsHref(RecordDetail detail) => "/pricing/claims" + new CostView()
        .WithDay(DateOnly.FromDateTime(detail.Record.OccurredAtUtc))
        .WithFilter(CostDimension.Provider, detail.Names.Provider).WithFilter(CostDimension.Model, detail.Names.Model).ToQuery();

    private async Task LoadAsync()
    {
        try
        {
            data = await queries.FindAsync(Id, await ScopeAsync(), CancellationToken.None);
            (isLoaded, failure) = (true, null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, Id, failure);
        }
    }

    private async Task<TenantScope> ScopeAsync() => (await current.GetAsync()).Sees;

    private async Task PriceAsAsync()
    {
        var (names, record) = (data!.Names, data.Record);
        var waiting = (await prices.UnpricedAsync(await ScopeAsync(), CancellationToken.None)).FirstOrDefault(u => u.Provider == names.Provider && u.Model == names.Model)
            ?? new UnpricedModel(names.Provider, names.Model, record.UnpricedReason, 1, record.OccurredAtUtc, record.OccurredAtUtc);
        notice = null;
        notice = await dialogs.PriceAsAsync(waiting, Tell);
        await LoadAsync();
    }

    private void Tell(string text)
    {
        notice = text;
        StateHasChanged();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading the call {Id} failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, long id, string correlationId);
}
