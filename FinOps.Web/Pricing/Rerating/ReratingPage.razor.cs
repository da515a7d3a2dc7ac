using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Months;
using FinOps.Core.Pricing.Rerating;
using FinOps.Web.Costs;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Pricing.Rerating;

/// <summary>What would change if stored calls were priced by today's book, what runs changed, and how the books of months stand.</summary>
public sealed partial class ReratingPage(
    RerateQueries queries, RerateEditor editor, MonthQueries monthQueries, MonthEditor months, RerateQueue queue, IDialogService dialogs, CurrentActor current,
    NavigationManager navigation) : IDisposable
{
    private const int PageSize = 20;
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);
    private static readonly DialogOptions DialogOptions = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };

    private readonly CancellationTokenSource gone = new();
    private readonly SemaphoreSlim wake = new(0, 1);
    private View? data;
    private RerateStart.Refused? fault;
    private string? notice;
    private bool mayManage;

    [SupplyParameterFromQuery] public string? Provider { get; set; }

    [SupplyParameterFromQuery] public string? Model { get; set; }

    /// <summary>UTC days or instants.</summary>
    [SupplyParameterFromQuery] public string? From { get; set; }

    [SupplyParameterFromQuery] public string? To { get; set; }

    /// <summary>Set when the preview of the scope is wanted.</summary>
    [SupplyParameterFromQuery] public string? Look { get; set; }

    /// <summary>The run whose entries are shown.</summary>
    [SupplyParameterFromQuery] public int? Run { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public int? PageNumber { get; set; }

    private int Number => Math.Max(1, PageNumber ?? 1);

    private RerateScope Scope => new(Provider ?? "", Model ?? "", ScopeForm.TimeOf(From), ScopeForm.TimeOf(To));

    private string Answer => data switch
    {
        null => "Loading…",
        { Active: > 0 } d => $"{d.Active} {(d.Active == 1 ? "run is" : "runs are")} under way.",
        { Total: 0 } => "Every call stands at the price it got when it came in, or when its price arrived.",
        var d => $"The latest run changed {RerateText.Calls(d.Runs.Count == 0 ? 0 : d.Runs[0].RecordsChanged)}.",
    };

    protected override async Task OnInitializedAsync()
    {
        mayManage = (await current.GetAsync()).May(Permission.ManagePricing);
        if (RendererInfo.IsInteractive)
        {
            queue.Added += Wake;
            _ = WatchAsync();
        }
    }

    protected override Task OnParametersSetAsync() => RefreshAsync();

    public void Dispose()
    {
        queue.Added -= Wake;
        gone.Cancel();
        gone.Dispose();
    }

    private void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <summary>Looks often while something runs, else now and then: other processes rate too.</summary>
    private async Task WatchAsync()
    {
        try
        {
            while (!gone.IsCancellationRequested)
            {
                await wake.WaitAsync(data is { Active: > 0 } ? Busy : Idle, gone.Token);
                await InvokeAsync(async () =>
                {
                    await RefreshAsync();
                    StateHasChanged();
                });
            }
        }
        catch (Exception) when (gone.IsCancellationRequested)
        {
            // The page is gone, in the middle of a look or before it; nobody is to see a fault.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private async Task RefreshAsync()
    {
        var tenants = (await current.GetAsync()).Sees;
        var (runs, total) = await queries.RunsAsync((Number - 1) * PageSize, PageSize, tenants, gone.Token);
        var chosen = Run is { } id ? runs.FirstOrDefault(r => r.Id == id) ?? await queries.FindAsync(id, tenants, gone.Token) : null;
        var isSame = data?.Chosen is { } before && chosen is not null && before.Id == chosen.Id && before.UpdatedAtMicros == chosen.UpdatedAtMicros;
        var corrections = chosen is null ? [] : isSame ? data!.Corrections : await queries.CorrectionsAsync(chosen.Id, tenants, gone.Token);
        data = new View(runs, total, runs.Count(r => !r.HasEnded), chosen, corrections, await monthQueries.ListAsync(tenants, gone.Token));
    }

    private void LookAt(RerateScope scope)
    {
        fault = null;
        navigation.NavigateTo(ScopeForm.Href(scope));
    }

    private async Task RunAsync(ReratePreview what)
    {
        if (await AskAsync("Rate these calls again", RerateText.Effect(what), "Run") is not { } reason)
        {
            return;
        }

        switch (await editor.StartAsync(what.Scope, reason, await current.GetAsync(), isForCaller: false, gone.Token))
        {
            case RerateStart.Started started:
                navigation.NavigateTo(string.Create(CultureInfo.InvariantCulture, $"pricing/rerating?run={started.Run.Id}"));
                break;
            case RerateStart.Refused refused:
                fault = refused;
                break;
        }
    }

    private async Task CancelAsync(RerateRun run)
    {
        var canceled = await editor.CancelAsync(run.Id, await current.GetAsync(), gone.Token);
        notice = canceled ? $"Run {run.Id} stops; what was rated is kept." : $"Run {run.Id} has ended already.";
        await RefreshAsync();
    }

    private async Task CloseAsync(MonthStatus month)
    {
        var effect = $"Books {month.Month} at {CostFormat.ExactUsd(month.CostNanos)}. What changes its cost from then on, late calls included, is shown apart as a correction.";
        if (await AskAsync($"Close {month.Month}", effect, "Close the month") is { } reason)
        {
            await ToldAsync(await months.CloseAsync(month.Month, reason, await current.GetAsync(), gone.Token), $"{month.Month} is closed.");
        }
    }

    private async Task ReopenAsync(MonthStatus month)
    {
        var effect = $"{month.Closing!.ClosedBy} closed it at {CostFormat.ExactUsd(month.Closing.BookedCostNanos)}: {month.Closing.Reason}. Its corrections of {RerateText.ExactDelta(month.CorrectionNanos)} become part of its cost.";
        if (await AskAsync($"Reopen {month.Month}", effect, "Reopen the month") is { } reason)
        {
            await ToldAsync((await months.ReopenAsync(month.Month, reason, await current.GetAsync(), isForCaller: false, gone.Token)).Change, $"{month.Month} is open again.");
        }
    }

    private async Task ToldAsync(MonthChange change, string done)
    {
        notice = change is MonthChange.Refused refused ? refused.Message : done;
        await RefreshAsync();
    }

    private async Task<string?> AskAsync(string title, string effect, string action)
    {
        notice = null;
        var parameters = new DialogParameters<ReasonDialog> { { d => d.Effect, effect }, { d => d.Action, action } };
        var dialog = await dialogs.ShowAsync<ReasonDialog>(title, parameters, DialogOptions);
        return await dialog.Result is { Canceled: false, Data: string reason } ? reason : null;
    }

    private sealed record View(
        IReadOnlyList<RerateRun> Runs, int Total, int Active, RerateRun? Chosen, IReadOnlyList<CostCorrection> Corrections, IReadOnlyList<MonthStatus> Months);
}
