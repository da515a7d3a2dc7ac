using FinOps.Core.Access;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Budgets;

/// <summary>How does one budget stand, when does it run out, and what was it before?</summary>
public sealed partial class BudgetPage(BudgetQueries queries, BudgetOutlook outlook, BudgetEditor editor, CostQueries costs, BudgetDialogs dialogs, CurrentActor current, TimeProvider time)
{
    private const int MostPeriods = 31;
    private BudgetRow? row;
    private BudgetForecast? forecast;
    private BudgetSuggestion? suggestion;
    private BudgetBurnDown? chart;
    private IReadOnlyList<BudgetPast> windows = [];
    private IReadOnlyList<BudgetRevision> revisions = [];
    private IReadOnlyList<BudgetRow> carved = [];
    private bool isMissing;
    private bool mayEdit;
    private string? notice;
    private string? problem;
    private string? failure;

    [Parameter] public int Id { get; set; }

    [Inject] private ILogger<BudgetPage> Logger { get; set; } = default!;

    private string Answer => row switch
    {
        null => "",
        { Budget.IsDeleted: true } => "This budget was removed; its history is below, and the removal can be undone.",
        { Now: null } r => $"Not in force now: it covers {BudgetTexts.Day(r.Budget.ValidFrom)} to {(r.Budget.ValidTo is { } end ? BudgetTexts.Day(end) : "no end")}.",
        { Now: { } now } r => $"{CostFormat.Usd(now.PostedNanos)} of {CostFormat.Usd(now.AmountNanos)} {(r.Budget.Period == BudgetPeriod.Daily ? "today" : "this month")} {(r.Health == BudgetHealth.Over ? "are spent: it is over" : "are spent")}."
            + (forecast is { } f && r.Health != BudgetHealth.Over ? f.RunsOutOn is { } day ? $" At the pace of the last weeks it runs out on {CostFormat.Day(day)}." : $" It is expected to end at {CostFormat.Usd(f.ExpectedNanos)}." : ""),
    };

    /// <summary>The spend of the scope, where one page shows it.</summary>
    private string? SpendHref => row!.Scope switch
    {
        { Feature.Length: > 0 } s => CostLinks.Feature(s.Feature, new CostView()),
        { Tenant.Length: > 0 } s => CostLinks.Tenant(s.Tenant, new CostView()),
        _ => "/",
    };

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            var actor = await current.GetAsync();
            row = await queries.FindAsync(Id, actor, CancellationToken.None);
            isMissing = row is null;
            if (row is not null)
            {
                mayEdit = actor.May(ProtectedActions.EditBudget) && actor.TenantsFor(Permission.EditBudgets).Allows(row.Scope.Tenant.Length == 0 ? null : row.Scope.Tenant);
                forecast = (await outlook.ForecastsAsync([row], actor, CancellationToken.None)).GetValueOrDefault(Id);
                suggestion = await outlook.SuggestAsync(row.Scope, row.Budget.Period, actor, CancellationToken.None);
                chart = await BudgetBurnDown.ReadAsync(row, forecast, costs, actor, time.GetUtcNow().UtcDateTime, CancellationToken.None);
                windows = await queries.WindowsAsync(Id, MostPeriods, actor, CancellationToken.None);
                revisions = await queries.HistoryAsync(Id, actor, CancellationToken.None);
                carved = row.Scope.Tenant.Length > 0 ? [] : [.. (await queries.ListAsync(actor, CancellationToken.None)).Where(r => r.Now?.CarveOutOf == Id)];
            }

            failure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }
    }

    private async Task EditAsync()
    {
        if (await dialogs.EditAsync(BudgetForm.Of(row!)) is not null)
        {
            (notice, problem) = ("The budget is changed.", null);
        }

        await LoadAsync();
    }

    private async Task RemoveAsync()
    {
        var effect = $"The budget of {row!.Scope.Text} counts no more: {(row.Budget.IsHard ? "spending is no longer stopped" : "nothing is told any more")} at {CostFormat.Usd(row.Budget.AmountNanos)} {BudgetText.Period(row.Budget.Period)}.";
        if (await dialogs.AskReasonAsync("Remove the budget", effect, "Remove it") is { } reason)
        {
            await TellAsync(await editor.RemoveAsync(Id, row.Budget.Version, reason, await current.GetAsync(), CancellationToken.None), "The budget is removed.");
        }
    }

    private async Task UndoAsync() => await TellAsync(await editor.UndoAsync(Id, row!.Budget.Version, await current.GetAsync(), CancellationToken.None), "It is as it was before the last change.");

    private async Task TellAsync(BudgetEdit edit, string done)
    {
        problem = BudgetText.Problem(edit);
        notice = problem is null ? done : null;
        await LoadAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading a budget failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);
}
