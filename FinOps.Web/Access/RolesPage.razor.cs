using FinOps.Core.Access;
using FinOps.Web.Pricing.Rerating;
using FinOps.Web.SignIn;
using MudBlazor;

namespace FinOps.Web.Access;

/// <summary>The roles, what they allow, and the dialogs for roles of this installation.</summary>
public sealed partial class RolesPage(AccessQueries queries, RoleEditor editor, CurrentActor current, ProofGate gate, IDialogService dialogs)
{
    private static readonly DialogOptions DialogOptions = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };

    private IReadOnlyList<RoleLine>? roles;
    private string? notice;
    private string? problem;

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync() => roles = await queries.RolesAsync(await current.GetAsync(), CancellationToken.None);

    private async Task EditAsync(RoleLine? line)
    {
        if (!await gate.PassAsync())
        {
            return;
        }

        var draft = new RoleDraft { Permissions = new HashSet<Permission>(line?.Role.Permissions ?? new HashSet<Permission> { Permission.ViewCosts }) };
        (draft.Name, draft.Explanation, draft.Version) = (line?.Role.Name ?? "", line?.Role.Explanation ?? "", line?.Version ?? 0);
        var parameters = new DialogParameters<RoleDialog> { { d => d.Draft, draft }, { d => d.Before, line?.Role.Permissions ?? new HashSet<Permission>() }, { d => d.People, line?.People ?? 0 } };
        var dialog = await dialogs.ShowAsync<RoleDialog>(line is null ? "Add a role" : $"Change {line.Role.Name}", parameters, DialogOptions);
        if (await dialog.Result is { Canceled: false })
        {
            await ToldAsync(new AccessEdit.Saved(0), $"The role {draft.Name} is saved.");
        }
    }

    private async Task DeleteAsync(RoleLine line)
    {
        if (!await gate.PassAsync())
        {
            return;
        }

        var parameters = new DialogParameters<ReasonDialog> { { d => d.Effect, $"{line.Role.Name} can no longer be granted. That works only while nobody has it and nothing maps to it." }, { d => d.Action, "Delete the role" } };
        var dialog = await dialogs.ShowAsync<ReasonDialog>($"Delete {line.Role.Name}", parameters, DialogOptions);
        if (await dialog.Result is { Canceled: false, Data: string reason })
        {
            await ToldAsync(await editor.DeleteAsync(line.Role.Name, line.Version, reason, await current.GetAsync(), CancellationToken.None), $"The role {line.Role.Name} is deleted.");
        }
    }

    private async Task ToldAsync(AccessEdit edit, string done)
    {
        problem = AccessText.Problem(edit);
        notice = problem is null ? done : null;
        await LoadAsync();
    }
}
