using FinOps.Core.Access;
using FinOps.Core.Incidents;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Incidents;

/// <summary>What burns now, and since when?</summary>
public sealed partial class IncidentsPage(IncidentQueries queries, IncidentEditor editor, IncidentFeed feed, CurrentActor current, NavigationManager navigation, ILogger<IncidentsPage> logger) : IDisposable
{
    private IReadOnlyList<IncidentRow>? rows;
    private IReadOnlyList<ScopeKind> kinds = [ScopeKind.Tenant, ScopeKind.TenantFeature];
    private string? failure;
    private string? notice;
    private bool isFault;
    private bool mayAct;

    [SupplyParameterFromQuery] public string? Show { get; set; }

    [SupplyParameterFromQuery] public string? Kind { get; set; }

    [SupplyParameterFromQuery] public string? Tenant { get; set; }

    private IncidentView View { get; set; } = new();

    /// <summary>Who sees some tenants only has no incidents of features and models.</summary>
    private IReadOnlyList<ScopeKind> Kinds => kinds;

    private string ExportHref => IncidentEndpoints.ExportPath + (View.ToQuery() is { Length: > 0 } query ? query : "?show=open");

    private string Answer => rows switch
    {
        null => "",
        { Count: 0 } => View.Show == IncidentView.Resolved ? "No incident has ended yet." : "Spend is as its past lets expect.",
        _ when View.Show == IncidentView.Resolved => $"{CostFormat.ExactCount(rows.Count)} {(rows.Count == 1 ? "incident" : "incidents")} ended; together they cost {CostFormat.Usd(rows.Sum(r => r.Incident.ExcessNanos))} over expected.",
        _ => $"{CostFormat.ExactCount(rows.Count)} {(rows.Count == 1 ? "incident burns" : "incidents burn")} {CostFormat.Usd(rows.Sum(r => Math.Max(0, r.Incident.BurnNanos)))} an hour over expected; {CostFormat.ExactCount(rows.Count(r => r.Incident.State == IncidentState.Open))} not acknowledged.",
    };

    public void Dispose() => feed.Changed -= OnChanged;

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
        {
            feed.Changed += OnChanged;
        }
    }

    protected override Task OnParametersSetAsync()
    {
        View = IncidentView.Parse(new Uri(navigation.Uri).Query);
        return LoadAsync();
    }

    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    private async Task LoadAsync()
    {
        try
        {
            var actor = await current.GetAsync();
            mayAct = actor.May(ProtectedActions.HandleIncident);
            kinds = actor.Sees.IsAll ? Enum.GetValues<ScopeKind>() : [ScopeKind.Tenant, ScopeKind.TenantFeature];
            rows = await queries.ListAsync(View.ToFilter(), actor.Sees, CancellationToken.None);
            failure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(logger, e, failure);
        }
    }

    private async Task AcknowledgeAsync(IncidentRow row)
    {
        var told = IncidentWords.Told(await editor.AcknowledgeAsync(row.Incident.Id, row.Incident.Version, await current.GetAsync(), CancellationToken.None));
        (notice, isFault) = (told ?? $"{row.Scope}: acknowledged.", told is not null);
        await LoadAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading incidents failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);
}
