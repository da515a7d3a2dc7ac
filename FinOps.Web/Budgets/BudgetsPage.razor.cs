using FinOps.Core.Access;
using FinOps.Core.Budgets;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace FinOps.Web.Budgets;

/// <summary>What may be spent, what is, and what runs out when?</summary>
public sealed partial class BudgetsPage(
    BudgetQueries queries, BudgetOutlook outlook, BudgetEditor editor, BudgetMonths months, BudgetDialogs dialogs, CurrentActor current, TimeProvider time, NavigationManager navigation) : IDisposable
{
    private const int PageSize = 50;
    private static readonly (string Key, string Text)[] Chips = [("", "All"), ("over", "Over"), ("near", "Near"), (BudgetSearch.NoOwner, "No owner")];

    private readonly HashSet<int> chosen = [];
    private IReadOnlyList<BudgetRow>? rows;
    private IReadOnlyDictionary<int, BudgetForecast> forecasts = new Dictionary<int, BudgetForecast>();
    private IReadOnlyList<int> undo = [];
    private Actor? actor;
    private bool mayEdit;
    private int edits;
    private string words = "";
    private string? notice;
    private string? problem;
    private string? failure;

    [Inject] private ILogger<BudgetsPage> Logger { get; set; } = default!;

    private BudgetSearch Search { get; set; } = new();

    private IReadOnlyList<BudgetRow> Found { get; set; } = [];

    private int Pages => Math.Max(1, (Found.Count + PageSize - 1) / PageSize);

    private int Page => Math.Clamp(Search.Page, 1, Pages);

    private IReadOnlyList<BudgetRow> Visible => [.. Found.Skip((Page - 1) * PageSize).Take(PageSize)];

    private string Answer => rows switch
    {
        null => "Loading…",
        { Count: 0 } => "What may be spent, what is, and what runs out when.",
        var all => $"{CostFormat.ExactCount(all.Count(r => r.Health == BudgetHealth.Over))} of {CostFormat.ExactCount(all.Count)} {(all.Count == 1 ? "budget is" : "budgets are")} over, {CostFormat.ExactCount(all.Count(r => r.Health == BudgetHealth.Near))} near."
            + (all.Count(r => r.Budget.Owner.Length == 0) is > 0 and var loose ? $" {CostFormat.ExactCount(loose)} {(loose == 1 ? "has" : "have")} no owner." : ""),
    };

    public void Dispose() => navigation.LocationChanged -= OnMoved;

    protected override async Task OnInitializedAsync()
    {
        navigation.LocationChanged += OnMoved;
        await LoadAsync();
    }

    private static string Href(BudgetSearch search) => BudgetText.Path + search.ToQuery();

    private void Show(BudgetSearch search) => navigation.NavigateTo(Href(search));

    private void OnMoved(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath == BudgetText.Path)
        {
            _ = InvokeAsync(async () =>
            {
                await ArrangeAsync();
                StateHasChanged();
            });
        }
    }

    private bool CanEdit(BudgetRow row) => mayEdit && actor!.TenantsFor(Permission.EditBudgets).Allows(row.Scope.Tenant.Length == 0 ? null : row.Scope.Tenant);

    private async Task ArrangeAsync()
    {
        Search = BudgetSearch.Parse(new Uri(navigation.Uri).Query);
        words = Search.Words;
        Found = Search.Find(rows ?? []);
        forecasts = actor is null ? forecasts : await outlook.ForecastsAsync(Visible, actor, CancellationToken.None);
    }

    private async Task LoadAsync()
    {
        try
        {
            actor = await current.GetAsync();
            mayEdit = actor.May(ProtectedActions.EditBudget);
            rows = await queries.ListAsync(actor, CancellationToken.None);
            chosen.IntersectWith(rows.Select(r => r.Budget.Id));
            await ArrangeAsync();
            failure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }
    }

    private async Task AddAsync()
    {
        if (await dialogs.EditAsync(new BudgetForm()) is { } id)
        {
            (notice, problem, undo) = ("The budget is added.", null, [id]);
            await LoadAsync();
        }
    }

    private async Task CopyAsync()
    {
        var month = new DateOnly(time.GetUtcNow().Year, time.GetUtcNow().Month, 1);
        if (await dialogs.AskCopyAsync(new CopyMonth(month, month.AddMonths(1), 1), rows ?? []) is { } copy)
        {
            await TellAsync(await months.CopyAsync(copy.From, copy.To, copy.Factor, null, await current.GetAsync(), CancellationToken.None), n => $"{n} {(n == 1 ? "budget is" : "budgets are")} copied.");
        }
    }

    private async Task EditAsync(BudgetDraft draft) => await TellAsync([await editor.SaveAsync(draft, await current.GetAsync(), CancellationToken.None)], _ => "The budget is changed.");

    private async Task ApplyAsync(BudgetBulk bulk)
    {
        var drafts = rows!.Where(r => chosen.Contains(r.Budget.Id)).Select(r => bulk.DraftFor(r.Budget)).ToList();
        await TellAsync(await editor.SaveAllAsync(drafts, isAllOrNone: true, await current.GetAsync(), CancellationToken.None), n => $"{n} {(n == 1 ? "budget is" : "budgets are")} changed.");
    }

    private async Task UndoAsync()
    {
        BudgetEdit? refused = null;
        foreach (var id in undo)
        {
            var edit = await editor.UndoAsync(id, null, await current.GetAsync(), CancellationToken.None);
            refused ??= edit is BudgetEdit.Saved ? null : edit;
        }

        undo = [];
        notice = refused is null ? "It is as it was before." : null;
        problem = refused is null ? null : BudgetText.Problem(refused);
        edits++;
        await LoadAsync();
    }

    /// <summary>Says what became of a change, and offers the way back for what it changed.</summary>
    private async Task TellAsync(IReadOnlyList<BudgetEdit> made, Func<int, string> done)
    {
        problem = made.Select(BudgetText.Problem).FirstOrDefault(p => p is not null);
        var changed = made.OfType<BudgetEdit.Saved>().Where(s => s.Changes.Count > 0).ToList();
        (notice, undo) = (null, []);
        if (problem is null)
        {
            notice = changed.Count == 0 ? "Nothing changed." : done(changed.Count);
            undo = [.. changed.Select(s => s.Id)];
            chosen.Clear();
        }

        // Inputs show what is stored again, also after a refusal.
        edits++;
        await LoadAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading budgets failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);
}
