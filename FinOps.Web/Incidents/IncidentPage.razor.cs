using FinOps.Core.Access;
using FinOps.Core.Incidents;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Incidents;

/// <summary>What happens, why, and what to do about it?</summary>
public sealed partial class IncidentPage(
    IncidentQueries queries, IncidentEditor editor, ScoredHours scored, IncidentFeed feed, CurrentActor current, IDialogService dialogs, ILogger<IncidentPage> logger) : IDisposable
{
    private const int DaysBefore = 3;
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };
    private IncidentDetail? detail;
    private IReadOnlyList<ScoredHour> hours = [];
    private string? failure;
    private string? notice;
    private string recomputed = "";
    private bool isFault;
    private bool isLoaded;
    private bool mayAct;
    private bool hasOffered;

    [Parameter] public int Id { get; set; }

    /// <summary><c>contain</c> opens the dialog at once.</summary>
    [SupplyParameterFromQuery] public string? Act { get; set; }

    private Incident Incident => detail!.Row.Incident;

    private string Title => detail?.Row.Scope ?? "Incident";

    public void Dispose() => feed.Changed -= OnChanged;

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
        {
            feed.Changed += OnChanged;
        }
    }

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (RendererInfo.IsInteractive && !hasOffered && Act == "contain" && mayAct && detail is { Row.Incident.State: not IncidentState.Resolved })
        {
            hasOffered = true;
            await ContainAsync();
            StateHasChanged();
        }
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
            detail = await queries.FindAsync(Id, actor.Sees, CancellationToken.None);
            hours = detail is null ? [] : await scored.AroundAsync(detail, DaysBefore, CancellationToken.None);
            mayAct = detail is not null && actor.May(ProtectedActions.HandleIncident) && actor.TenantsFor(Permission.OperateEnforcement).Allows(detail.Row.Tenant.Length == 0 ? null : detail.Row.Tenant);
            (isLoaded, failure) = (true, null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(logger, e, failure);
        }
    }

    private async Task AcknowledgeAsync() =>
        await TellAsync(await editor.AcknowledgeAsync(Id, Incident.Version, await current.GetAsync(), CancellationToken.None), "Acknowledged.");

    private async Task ContainAsync()
    {
        var asked = await dialogs.ShowAsync<ContainDialog>($"Contain {Title}", new DialogParameters<ContainDialog> { { d => d.Row, detail!.Row } }, Options);
        if (await asked.Result is { Canceled: false, Data: string text })
        {
            await TellAsync(await editor.ContainedAsync(Id, text, await current.GetAsync(), CancellationToken.None), text);
        }
    }

    private async Task NoteAsync(IncidentNoteKind kind)
    {
        var asked = await dialogs.ShowAsync<IncidentNoteDialog>(IncidentNoteDialog.TitleOf(kind), new DialogParameters<IncidentNoteDialog> { { d => d.Row, detail!.Row }, { d => d.Kind, kind } }, Options);
        if (await asked.Result is { Canceled: false })
        {
            (notice, isFault) = ("Saved.", false);
            await LoadAsync();
        }
    }

    private async Task RecomputeAsync() => recomputed = await queries.RecomputeAsync(Id, (await current.GetAsync()).Sees, CancellationToken.None) is { } report
        ? report.Different.Count == 0
            ? $"Worked out again: all {CostFormat.ExactCount(report.Checked)} scores come out the same."
            : $"{CostFormat.ExactCount(report.Different.Count)} of {CostFormat.ExactCount(report.Checked)} scores come out otherwise."
        : "";

    private async Task TellAsync(IncidentChange change, string done)
    {
        var told = IncidentWords.Told(change);
        (notice, isFault) = (told ?? done, told is not null);
        await LoadAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading an incident failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);
}
