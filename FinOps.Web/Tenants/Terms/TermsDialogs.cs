using FinOps.Core.Tenants;
using FinOps.Web.Pricing.Rerating;
using MudBlazor;

namespace FinOps.Web.Tenants.Terms;

/// <summary>Opens the dialogs that change terms.</summary>
public sealed class TermsDialogs(IDialogService dialogs)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };

    /// <summary>Edits a tenant; true once it is stored.</summary>
    public async Task<bool> EditTenantAsync(TenantDraft draft, IReadOnlyList<Tier> tiers, IReadOnlyList<string> owners)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var parameters = new DialogParameters<TenantDialog> { { d => d.Draft, draft }, { d => d.Tiers, tiers }, { d => d.Owners, owners } };
        return await ShownAsync(await dialogs.ShowAsync<TenantDialog>(draft.IsNew ? "Add a tenant" : $"Edit {draft.Key}", parameters, Options)) is not null;
    }

    /// <summary>Edits a contract; its id once it is stored.</summary>
    /// <param name="running">The contract that runs now, which a new one may end.</param>
    public async Task<int?> EditContractAsync(ContractDraft draft, IReadOnlyList<PlanRow> plans, Contract? running)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var parameters = new DialogParameters<ContractDialog> { { d => d.Draft, draft }, { d => d.Plans, plans }, { d => d.Ends, running?.StartDay } };
        return await ShownAsync(await dialogs.ShowAsync<ContractDialog>(draft.Id is null ? "Add a contract" : "Change the contract", parameters, Options));
    }

    /// <summary>Enters revenue; its id once it is stored.</summary>
    public async Task<int?> EnterRevenueAsync(RevenueDraft draft) =>
        await ShownAsync(await dialogs.ShowAsync<RevenueDialog>("Enter revenue", new DialogParameters<RevenueDialog> { { d => d.Draft, draft } }, Options));

    /// <summary>Edits a plan; true once it is stored.</summary>
    public async Task<bool> EditPlanAsync(PlanDraft draft, IReadOnlyList<Tier> tiers, int uses)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var parameters = new DialogParameters<PlanDialog> { { d => d.Draft, draft }, { d => d.Tiers, tiers }, { d => d.Uses, uses } };
        return await ShownAsync(await dialogs.ShowAsync<PlanDialog>(draft.IsNew ? "Add a plan" : $"Change {draft.Name}", parameters, Options)) is not null;
    }

    /// <summary>Edits a tier; true once it is stored.</summary>
    public async Task<bool> EditTierAsync(TierDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return await ShownAsync(await dialogs.ShowAsync<TierDialog>(draft.IsNew ? "Add a tier" : $"Change {draft.Name}", new DialogParameters<TierDialog> { { d => d.Draft, draft } }, Options)) is not null;
    }

    /// <summary>Asks why; null when the person thought better of it.</summary>
    public async Task<string?> AskReasonAsync(string title, string effect, string action)
    {
        var parameters = new DialogParameters<ReasonDialog> { { d => d.Effect, effect }, { d => d.Action, action } };
        var dialog = await dialogs.ShowAsync<ReasonDialog>(title, parameters, Options with { MaxWidth = MaxWidth.Small });
        return await dialog.Result is { Canceled: false, Data: string reason } ? reason : null;
    }

    private static async Task<int?> ShownAsync(IDialogReference dialog) => await dialog.Result is { Canceled: false, Data: int id } ? id : null;
}
