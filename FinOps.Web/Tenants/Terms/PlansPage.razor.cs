using FinOps.Core.Access;
using FinOps.Core.Tenants;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Tenants.Terms;

/// <summary>What do we sell, and at which price?</summary>
public sealed partial class PlansPage(TenantQueries queries, PlanEditor planEditor, TierEditor tierEditor, TermsDialogs dialogs, CurrentActor current)
{
    private IReadOnlyList<PlanRow>? plans;
    private IReadOnlyList<Tier> tiers = [];
    private bool mayEdit;
    private string? notice;
    private string? problem;
    private string? failure;

    [Inject] private ILogger<PlansPage> Logger { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        mayEdit = (await current.GetAsync()).May(ProtectedActions.EditPlan);
        await LoadAsync();
    }

    /// <summary>Which of a plan's prices counts today.</summary>
    private int Current(PlanRow row) => row.Prices.Select((p, i) => (p, i)).Where(x => x.p.ValidFrom <= queries.Today).Select(x => x.i).DefaultIfEmpty(-1).First();

    private async Task LoadAsync()
    {
        try
        {
            plans = await queries.PlansAsync(await current.GetAsync(), CancellationToken.None);
            tiers = await queries.TiersAsync(CancellationToken.None);
            failure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }
    }

    private async Task EditPlanAsync(PlanDraft draft, int uses)
    {
        (notice, problem) = (null, null);
        notice = await dialogs.EditPlanAsync(draft, tiers, uses) ? $"The plan {draft.Name} is saved." : null;
        await LoadAsync();
    }

    private async Task EditTierAsync(TierDraft draft)
    {
        (notice, problem) = (null, null);
        notice = await dialogs.EditTierAsync(draft) ? $"The tier {draft.Name} is saved." : null;
        await LoadAsync();
    }

    private async Task RemovePlanAsync(Plan plan) => await ToldAsync(await planEditor.RemoveAsync(plan.Key, await current.GetAsync(), CancellationToken.None), $"The plan {plan.Name} is removed.");

    private async Task RemoveTierAsync(Tier tier) => await ToldAsync(await tierEditor.RemoveAsync(tier.Key, await current.GetAsync(), CancellationToken.None), $"The tier {tier.Name} is removed.");

    private Task ToldAsync(TenantEdit edit, string done)
    {
        problem = TermsText.Problem(edit);
        notice = problem is null ? done : null;
        return LoadAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading plans failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);
}
