using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Releases;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Releases;

/// <summary>Changes of features that nobody announced, with what they cost and who knows why.</summary>
public sealed partial class UpgradesCard(ReleaseEditor editor, IDialogService dialogs, CurrentActor current)
{
    private readonly string id = "upgrades-" + Guid.NewGuid().ToString("N")[..8];
    private bool mayAcknowledge;
    private string? notice;

    [Parameter, EditorRequired] public IReadOnlyList<QuietUpgrade> Upgrades { get; set; } = [];

    /// <summary>Set where all of them are of this feature.</summary>
    [Parameter] public string? Feature { get; set; }

    /// <summary>Called after an acknowledgment, to read anew.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    protected override async Task OnInitializedAsync() => mayAcknowledge = (await current.GetAsync()).May(ProtectedActions.AcknowledgeUpgrade);

    private static string Since(QuietUpgrade upgrade) => upgrade.Finding.FirstDate.ToString("MMM d, yyyy", CultureInfo.InvariantCulture);

    private async Task AcknowledgeAsync(QuietUpgrade upgrade)
    {
        var asked = await dialogs.ShowAsync<AcknowledgeDialog>(
            $"Acknowledge the change of {upgrade.Feature}", new DialogParameters<AcknowledgeDialog> { { d => d.Upgrade, upgrade } }, ReleaseDialogs.Options);
        if (await asked.Result is not { Canceled: false, Data: string note })
        {
            return;
        }

        notice = await editor.AcknowledgeAsync(upgrade.Feature, upgrade.Finding.FirstDay, note, await current.GetAsync(), CancellationToken.None) switch
        {
            ReleaseChange.Saved => $"The change of {upgrade.Feature} is acknowledged.",
            ReleaseChange.Invalid invalid => invalid.Faults[0].Message,
            _ => "The feature is gone.",
        };
        await OnChanged.InvokeAsync();
    }
}
