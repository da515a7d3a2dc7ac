using FinOps.Core.Access;
using FinOps.Web.Costs;
using FinOps.Web.Pricing.Rerating;
using FinOps.Web.SignIn;
using MudBlazor;

namespace FinOps.Web.Access;

/// <summary>Which claim values give which roles.</summary>
public sealed partial class RoleMappingsPage(
    AccessQueries queries, AccessDecisions decisions, RoleMappingEditor editor, KnownNames names, CurrentActor current, ProofGate gate, IDialogService dialogs)
{
    private static readonly DialogOptions DialogOptions = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };

    private IReadOnlyList<MappingLine>? mappings;
    private string? notice;
    private string? problem;

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync() => mappings = await queries.MappingsAsync(await current.GetAsync(), CancellationToken.None);

    private async Task AddAsync()
    {
        if (!await gate.PassAsync())
        {
            return;
        }

        var draft = new RoleMappingDraft();
        var parameters = new DialogParameters<RoleMappingDialog>
        {
            { d => d.Draft, draft },
            { d => d.Roles, await decisions.RolesAsync(CancellationToken.None) },
            { d => d.Tenants, [.. (await names.GetAsync((await current.GetAsync()).Tenants, CancellationToken.None)).Tenants.Select(t => t.Key)] },
        };
        var dialog = await dialogs.ShowAsync<RoleMappingDialog>("Map a value", parameters, DialogOptions);
        if (await dialog.Result is { Canceled: false })
        {
            await ToldAsync(new AccessEdit.Saved(0), $"Everyone with the value {draft.ClaimValue} has the role {draft.Role} now.");
        }
    }

    private async Task RemoveAsync(MappingLine line)
    {
        if (!await gate.PassAsync())
        {
            return;
        }

        var effect = $"Within a second everyone with the value {line.ClaimValue} loses the role {line.Role}, unless they have it otherwise. {line.People} had the value at their last sign-in.";
        var parameters = new DialogParameters<ReasonDialog> { { d => d.Effect, effect }, { d => d.Action, "Remove" } };
        var dialog = await dialogs.ShowAsync<ReasonDialog>($"Remove {line.Role} of {line.ClaimValue}", parameters, DialogOptions);
        if (await dialog.Result is { Canceled: false, Data: string reason })
        {
            await ToldAsync(await editor.RemoveAsync(line.Id!.Value, reason, await current.GetAsync(), CancellationToken.None), $"The value {line.ClaimValue} no longer gives {line.Role}.");
        }
    }

    private async Task ToldAsync(AccessEdit edit, string done)
    {
        problem = AccessText.Problem(edit);
        notice = problem is null ? done : null;
        await LoadAsync();
    }
}
