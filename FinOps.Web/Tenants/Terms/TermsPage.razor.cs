using FinOps.Core.Access;
using FinOps.Core.Tenants;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace FinOps.Web.Tenants.Terms;

/// <summary>Whom do we sell what, and who has no contract?</summary>
public sealed partial class TermsPage(TenantQueries queries, SpendOfTenants spend, TenantEditor editor, TermsDialogs dialogs, CurrentActor current, NavigationManager navigation) : IDisposable
{
    private const int PageSize = 50;

    private static readonly (string State, string Text)[] States = [("", "All"), (TermsSearch.NoContract, "No contract"), (TermsSearch.Ending, "Ends within 60 days")];

    private readonly HashSet<string> chosen = new(StringComparer.Ordinal);
    private IReadOnlyList<TermsLine>? lines;
    private IReadOnlyList<Tier> tiers = [];
    private IReadOnlyList<TenantDraft> undo = [];
    private DateOnly today;
    private bool mayEdit;
    private string words = "";
    private string? notice;
    private string? problem;
    private string? failure;

    [Inject] private ILogger<TermsPage> Logger { get; set; } = default!;

    private TermsSearch Search { get; set; } = new();

    private IReadOnlyList<TermsLine> Found { get; set; } = [];

    private int Pages => Math.Max(1, (Found.Count + PageSize - 1) / PageSize);

    private int Page => Math.Clamp(Search.Page, 1, Pages);

    private IReadOnlyList<TermsLine> Visible => [.. Found.Skip((Page - 1) * PageSize).Take(PageSize)];

    private IReadOnlyList<string> Owners => [.. (lines ?? []).Select(l => l.Row.Owner).Where(o => o.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase)];

    private string Answer => lines switch
    {
        null => "Loading…",
        { Count: 0 } => "Who pays what, since when: names, tiers, owners, contracts and billed revenue.",
        var all => $"{CostFormat.ExactCount(all.Count(l => l.Row.Contract is not null))} of {CostFormat.ExactCount(all.Count)} tenants have a contract"
            + (all.Sum(l => l.Row.MonthlyFeeNanos ?? 0) is var fees and > 0 ? $", worth {CostFormat.Usd(fees)} a month" : "")
            + (all.Where(l => l.Row.Contract is null).Sum(l => l.SpendNanos) is var loose and > 0 ? $"; those without one cost {CostFormat.Usd(loose)} in the last 30 days." : "."),
    };

    public void Dispose() => navigation.LocationChanged -= OnMoved;

    protected override async Task OnInitializedAsync()
    {
        navigation.LocationChanged += OnMoved;
        mayEdit = (await current.GetAsync()).May(ProtectedActions.EditTenant);
        await LoadAsync();
    }

    private static string Href(TermsSearch search) => TermsLinks.Tenants + search.ToQuery();

    private void Show(TermsSearch search) => navigation.NavigateTo(Href(search));

    private void OnMoved(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath == TermsLinks.Tenants)
        {
            Arrange();
            _ = InvokeAsync(StateHasChanged);
        }
    }

    private void Arrange()
    {
        Search = TermsSearch.Parse(new Uri(navigation.Uri).Query);
        words = Search.Words;
        Found = Search.Find(lines ?? [], today);
    }

    private async Task LoadAsync()
    {
        try
        {
            var actor = await current.GetAsync();
            today = queries.Today;
            var rows = await queries.ListAsync(today, actor, CancellationToken.None);
            var cost = await spend.Last30DaysAsync(actor.Sees, CancellationToken.None);
            tiers = await queries.TiersAsync(CancellationToken.None);
            lines = [.. rows.Select(r => new TermsLine(r, cost.GetValueOrDefault(r.Key)))];
            chosen.IntersectWith(rows.Select(r => r.Key));
            Arrange();
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
        (notice, problem, undo) = (null, null, []);
        var draft = new TenantDraft { IsNew = true };
        if (await dialogs.EditTenantAsync(draft, tiers, Owners))
        {
            navigation.NavigateTo(TermsLinks.Tenant(draft.Key));
        }
    }

    /// <summary>Gives the chosen tenants a tier, an owner or both.</summary>
    private Task ApplyAsync(BulkEdit edit)
    {
        var rows = lines!.Where(l => chosen.Contains(l.Row.Key)).Select(l => l.Row).ToList();
        var drafts = rows.ConvertAll(TermsDrafts.Of);
        drafts.ForEach(d => (d.Tier, d.Owner) = (edit.Tier ?? d.Tier, edit.Owner ?? d.Owner));
        return StoreAsync(drafts, $"{drafts.Count} {(drafts.Count == 1 ? "tenant is" : "tenants are")} changed.", [.. rows.Where(r => r.Tenant is not null).Select(TermsDrafts.Of)]);
    }

    private Task UndoAsync()
    {
        var back = undo.ToList();
        back.ForEach(d => d.ExpectedVersion = null);
        return StoreAsync(back, "It is as it was before.", []);
    }

    private async Task StoreAsync(IReadOnlyList<TenantDraft> drafts, string done, IReadOnlyList<TenantDraft> before)
    {
        var edit = await editor.SaveAllAsync(drafts, await current.GetAsync(), CancellationToken.None);
        problem = TermsText.Problem(edit);
        (notice, undo) = problem is null ? (done, before) : (null, []);
        if (problem is null)
        {
            chosen.Clear();
        }

        await LoadAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading tenants failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);
}
