using FinOps.Core.Access;
using FinOps.Core.Imports;
using FinOps.Web.SignIn;
using MudBlazor;

namespace FinOps.Web.Imports;

/// <summary>Every mapping profile, with what can be done to it.</summary>
public sealed partial class ProfilesPage(MappingProfiles mappings, MappingProfileEditor editor, CurrentActor current, IDialogService dialogs)
{
    private IReadOnlyList<NamedMapping>? profiles;
    private Actor? actor;
    private bool mayEdit;
    private string? notice;

    protected override async Task OnInitializedAsync()
    {
        actor = await current.GetAsync();
        mayEdit = actor.Permissions.Contains(Permission.ManageImports);
        profiles = await mappings.ListAsync();
    }

    private static string EditLink(string name) => $"imports/profiles/edit?name={Uri.EscapeDataString(name)}";

    private static string DeleteText(NamedMapping profile) => profile.IsBuiltIn ? "Reset" : "Delete";

    private async Task DeleteAsync(NamedMapping profile)
    {
        var text = profile.IsBuiltIn
            ? $"{profile.Name} goes back to the one that comes with the program. Records that it has imported stay."
            : $"{profile.Name} is deleted. Records that it has imported stay; its quarantined lines can no longer be imported again.";
        if (await dialogs.ShowMessageBoxAsync($"{DeleteText(profile)} {profile.Name}?", text, yesText: DeleteText(profile), cancelText: "Keep") != true)
        {
            return;
        }

        notice = await editor.DeleteAsync(profile.Name, profile.Version, actor!) switch
        {
            MappingEdit.Saved => null,
            MappingEdit.Conflict conflict => $"{profile.Name} was changed by {conflict.By} at {conflict.AtUtc:HH:mm} UTC and was not deleted. Look at it first.",
            _ => $"{profile.Name} is gone already.",
        };
        profiles = await mappings.ListAsync();
    }
}
