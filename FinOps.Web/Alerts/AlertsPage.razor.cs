using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Data;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Alerts;

/// <summary>What fired, why, who takes care of it, and who was told?</summary>
public sealed partial class AlertsPage(AlertQueries queries, AlertEditor editor, CurrentActor current, NavigationManager navigation, TimeProvider time) : IDisposable
{
    private const int PageSize = 50;
    private readonly CancellationTokenSource gone = new();
    private AlertSearch search = new();
    private AlertView? data;
    private string? notice;
    private string? failure;

    [Inject] private ILogger<AlertsPage> Logger { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private int Number => Math.Max(1, PageNumber ?? 1);

    private long Now => time.NowMicros();

    private string Answer => data switch
    {
        null => "What fired, why, and who takes care of it.",
        { Open: 0, SeesAll: true } => "No alert waits for anybody.",
        { Open: 0 } => "No alert of the tenants you look after waits for anybody.",
        { Open: 1 } => "1 alert waits for somebody to take it up.",
        _ => $"{CostFormat.ExactCount(data.Open)} alerts wait for somebody to take them up.",
    };

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }

    protected override Task OnParametersSetAsync()
    {
        notice = null;
        return LoadAsync();
    }

    private bool MayAcknowledge(Alert alert) => data is not null && data.Acknowledges.Allows(alert.Tenant);

    private string HrefOf(Alert alert) => "/alerts" + (search with { Open = alert.Id }).ToQuery(Number);

    private async Task AcknowledgeAsync(Alert alert)
    {
        var change = await editor.AcknowledgeAsync(alert.Id, await current.GetAsync(), CancellationToken.None);
        notice = AlertColumns.Problem(change) ?? $"You take care of “{alert.Title}”.";
        await LoadAsync();
    }

    private async Task RetryAsync(Alert alert)
    {
        var again = await editor.RetryAsync(alert.Id, await current.GetAsync(), CancellationToken.None);
        notice = again == 0 ? "There is nothing to send again." : "It is sent again now.";
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            search = AlertSearch.Parse(new Uri(navigation.Uri).Query);
            var actor = await current.GetAsync();
            var (rows, total) = await queries.PageAsync(search.ToFilter(), actor, (Number - 1) * PageSize, PageSize, gone.Token);
            var opened = search.Open is { } id ? rows.FirstOrDefault(r => r.Alert.Id == id) ?? (await queries.FindAsync(id, actor, gone.Token) is { } alert ? new AlertRow(alert, 0, 0, 0) : null) : null;
            var deliveries = opened is null ? [] : await queries.DeliveriesAsync(opened.Alert.Id, actor, gone.Token);
            data = new AlertView(
                rows, total, await queries.CountOpenAsync(actor, gone.Token), opened, deliveries, actor.Sees.IsAll, actor.May(ProtectedActions.RetryDelivery), actor.TenantsFor(Permission.AcknowledgeAlerts));
            failure = null;
        }
        catch (Exception e) when (e is not (OperationCanceledException or UnauthorizedAccessException))
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }

        StateHasChanged();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading the alerts failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);

    private sealed record AlertView(
        IReadOnlyList<AlertRow> Rows, int Total, int Open, AlertRow? Opened, IReadOnlyList<DeliveryRow> Deliveries, bool SeesAll, bool MayRetry, TenantScope Acknowledges);
}
