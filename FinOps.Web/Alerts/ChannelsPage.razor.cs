using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Web.Imports;
using FinOps.Web.SignIn;
using MudBlazor;

namespace FinOps.Web.Alerts;

/// <summary>Where do alerts go, and do they arrive?</summary>
public sealed partial class ChannelsPage(AlertQueries queries, ChannelEditor editor, CurrentActor current, IDialogService dialogs)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };
    private IReadOnlyList<ChannelRow>? rows;
    private bool mayEdit;
    private int? testing;
    private string? notice;
    private bool isBad;
    private string? madeSecret;

    private string Answer => rows switch
    {
        null or { Count: 0 } => "Where alerts go: mail, chat, a webhook or a rota.",
        _ when rows.Any(r => r.Dead > 0) => "Some messages could not be delivered and were given up.",
        _ when rows.Any(r => r.Last is { IsDelivered: false }) => "A channel does not answer; its messages are tried again.",
        _ => rows.Count == 1 ? "1 channel hears of alerts." : $"{rows.Count} channels hear of alerts.",
    };

    protected override Task OnInitializedAsync() => LoadAsync();

    private static string Serves(AlertChannel channel) => AlertRules.List<string>(channel.Audience) is { Count: > 0 } roles ? string.Join(", ", roles) : "Only rules that name it";

    private static string Extras(AlertChannel channel)
    {
        var parts = new List<string>();
        if (channel.Tenants is { } tenants)
        {
            parts.Add("only " + string.Join(", ", AlertRules.List<string>(tenants)));
        }

        if (channel.HasDailyDigest)
        {
            parts.Add("daily digest");
        }

        if (channel.HasWeeklyDigest)
        {
            parts.Add("weekly digest");
        }

        return string.Join("; ", parts);
    }

    private static string Backlog(ChannelRow row) => row.Dead > 0 ? $"{ImportText.Count(row.Dead)} given up" : $"{ImportText.Count(row.Waiting)} waiting";

    private async Task LoadAsync()
    {
        var actor = await current.GetAsync();
        mayEdit = actor.May(ProtectedActions.EditAlertChannel);
        rows = await queries.ChannelsAsync(actor, CancellationToken.None);
    }

    private async Task ReloadAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task EditAsync(AlertChannel? channel)
    {
        (notice, madeSecret) = (null, null);
        var parameters = new DialogParameters<ChannelDialog> { { d => d.Channel, channel }, { d => d.Roles, await queries.RolesAsync(CancellationToken.None) } };
        var dialog = await dialogs.ShowAsync<ChannelDialog>(channel is null ? "Add a channel" : $"Change {channel.Name}", parameters, Options);
        if (await dialog.Result is { Canceled: false, Data: AlertChange.Saved saved })
        {
            (notice, isBad, madeSecret) = ("The channel is saved. Send a test to see whether it arrives.", false, saved.NewSecret);
        }

        await LoadAsync();
    }

    private async Task TestAsync(AlertChannel channel)
    {
        (testing, notice) = (channel.Id, null);
        StateHasChanged();
        try
        {
            var result = await editor.TestAsync(channel.Id, await current.GetAsync(), CancellationToken.None);
            isBad = result is not { IsDelivered: true };
            notice = result is null ? "The channel is gone." : $"{channel.Name} {(result.IsDelivered ? "took the test" : "did not take the test")}: {(result.Status is { } status ? $"{status} " : "")}{result.Answer}";
        }
        finally
        {
            testing = null;
        }

        await LoadAsync();
    }

    private async Task RemoveAsync(AlertChannel channel)
    {
        var sure = await dialogs.ShowMessageBoxAsync($"Remove {channel.Name}?", "It is told nothing any more, not even what waits. What it was told stays on record.", yesText: "Remove", cancelText: "Keep it");
        if (sure == true)
        {
            var change = await editor.RemoveAsync(channel.Id, channel.Version, await current.GetAsync(), CancellationToken.None);
            (notice, isBad) = (AlertColumns.Problem(change) ?? $"{channel.Name} is removed.", change is not AlertChange.Saved);
            await LoadAsync();
        }
    }
}
