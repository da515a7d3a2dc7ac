using FinOps.Core.Access;
using FinOps.Core.Releases;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Releases;

/// <summary>When the feature was released, so that changes on purpose are not taken for quiet ones.</summary>
public sealed partial class ReleasesCard(ReleaseEditor editor, IDialogService dialogs, CurrentActor current)
{
    private bool mayRecord;
    private string? notice;

    [Parameter, EditorRequired] public string Feature { get; set; } = "";

    [Parameter, EditorRequired] public IReadOnlyList<RecordedRelease> Releases { get; set; } = [];

    /// <summary>Called after a change, to read anew.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    protected override async Task OnInitializedAsync() => mayRecord = (await current.GetAsync()).May(ProtectedActions.RecordRelease);

    private async Task RecordAsync()
    {
        notice = null;
        var asked = await dialogs.ShowAsync<ReleaseDialog>($"Record a release of {Feature}", new DialogParameters<ReleaseDialog> { { d => d.Feature, Feature } }, ReleaseDialogs.Options);
        if (await asked.Result is { Canceled: false })
        {
            notice = "The release is on record.";
            await OnChanged.InvokeAsync();
        }
    }

    private async Task RemoveAsync(RecordedRelease release)
    {
        var done = await editor.RemoveAsync(release.Release.Id, await current.GetAsync(), CancellationToken.None);
        notice = done is ReleaseChange.Saved ? "The release is off the record; the audit trail keeps it." : "The release was removed already.";
        await OnChanged.InvokeAsync();
    }
}
