using FinOps.Core.Access;
using FinOps.Core.Enforcement;
using FinOps.Web.Access;
using FinOps.Web.Costs;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Enforcement;

/// <summary>What happens to a tenant as it spends, and what would have happened in the last 30 days?</summary>
public sealed partial class LadderPage(MeasureBoard board, LadderEditor editor, LadderSimulation simulation, EnforcementDialogs dialogs, ProofGate proof, CurrentActor current, NavigationManager navigation)
{
    private LadderDraft? draft;
    private LadderRules inherited = LadderRules.BuiltIn;
    private IReadOnlyList<LadderSettings> own = [];
    private IReadOnlyList<MeasureFault> faults = [];
    private SimulationResult? result;
    private string? shown;
    private string reason = "";
    private string wanted = "";
    private string? problem;
    private string? notice;
    private bool mayEdit;
    private bool isMissing;
    private bool isSimulating;

    [SupplyParameterFromQuery(Name = "tenant")]
    public string? TenantKey { get; set; }

    private string? Tenant => string.IsNullOrWhiteSpace(TenantKey) ? null : TenantKey;

    protected override async Task OnParametersSetAsync()
    {
        if (draft is null || shown != Tenant)
        {
            (shown, result, notice, problem, reason) = (Tenant, null, null, null, "");
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var actor = await current.GetAsync();
        isMissing = Tenant is not null && !actor.Sees.Allows(Tenant);
        if (isMissing)
        {
            return;
        }

        var snapshot = await board.ReadAsync(CancellationToken.None);
        inherited = Tenant is null ? LadderRules.BuiltIn : snapshot.Defaults;
        draft = LadderDraft.Of(snapshot.Settings.FirstOrDefault(s => s.Tenant == (Tenant ?? "")));
        own = [.. snapshot.Settings.Where(s => s.Tenant.Length > 0 && actor.Sees.Allows(s.Tenant)).OrderBy(s => s.Tenant, StringComparer.Ordinal)];
        mayEdit = actor.TenantsFor(Permission.OperateEnforcement).Allows(Tenant);
        faults = [];
    }

    private RenderFragment Field(string field, string label, RenderFragment input) => builder =>
    {
        builder.OpenComponent<LadderField>(0);
        builder.AddComponentParameter(1, nameof(LadderField.Field), field);
        builder.AddComponentParameter(2, nameof(LadderField.Label), label);
        builder.AddComponentParameter(3, nameof(LadderField.Fault), faults.FirstOrDefault(f => f.Field == field)?.Message);
        builder.AddComponentParameter(4, nameof(LadderField.ChildContent), input);
        builder.CloseComponent();
    };

    private async Task SaveAsync()
    {
        notice = null;
        if (!await proof.PassAsync())
        {
            return;
        }

        var answer = await editor.SaveAsync(draft!.ToSettings(Tenant), reason, await current.GetAsync(), CancellationToken.None);
        faults = answer is MeasureResult.Invalid invalid ? invalid.Faults : [];
        problem = EnforcementText.Problem(answer);
        if (problem is null)
        {
            await LoadAsync();
            (notice, reason) = ("Saved; in force now.", "");
        }
    }

    private async Task ResetAsync()
    {
        var (tenant, version) = (Tenant!, draft!.Version);
        if (await dialogs.ReasonAsync($"Ladder of {tenant}", "What is set for this tenant is removed, and the defaults hold again.", "Follow the defaults", true,
            async why => await editor.ResetAsync(tenant, version, why, await current.GetAsync(), CancellationToken.None)))
        {
            await LoadAsync();
            notice = "The defaults hold again.";
        }
    }

    private async Task SimulateAsync()
    {
        isSimulating = true;
        StateHasChanged();
        try
        {
            result = await simulation.RunAsync(inherited.With(draft!.ToSettings(Tenant)), Tenant, await current.GetAsync(), CancellationToken.None);
        }
        finally
        {
            isSimulating = false;
        }
    }

    private void Open()
    {
        if (wanted.Trim().Length > 0)
        {
            navigation.NavigateTo(Address(wanted.Trim()));
        }
    }

    private static string Address(string tenant) => $"/enforcement/ladder?tenant={Uri.EscapeDataString(tenant)}";

    private static string Told(SimulationResult played) => played.Tenants.Count == 0
        ? $"Nothing would have been denied or tightened of {CostFormat.ExactCount(played.Requests)} requests of {CostFormat.ExactCount(played.TenantsLookedAt)} {(played.TenantsLookedAt == 1 ? "tenant" : "tenants")}."
        : $"Would have denied {CostFormat.ExactCount(played.Denied)} of {CostFormat.ExactCount(played.Requests)} requests, of {CostFormat.ExactCount(played.Tenants.Count(t => t.Denied > 0))} of {CostFormat.ExactCount(played.TenantsLookedAt)} tenants, and saved {CostFormat.Usd(played.SavedNanos)}. "
            + $"Near their caps: {CostFormat.ExactCount(played.Tenants.Count(t => t.DaysNear > 0))} tenants; at them: {CostFormat.ExactCount(played.Tenants.Count(t => t.DaysCapped > 0))}.";
}
