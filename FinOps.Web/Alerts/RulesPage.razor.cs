using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Web.SignIn;
using MudBlazor;

namespace FinOps.Web.Alerts;

/// <summary>Who is told of what, and how?</summary>
public sealed partial class RulesPage(AlertQueries queries, CurrentActor current, IDialogService dialogs)
{
    private const string Nobody = "Nobody";
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };
    private IReadOnlyList<AlertRule>? rules;
    private IReadOnlyList<ChannelRow> channels = [];
    private bool mayEdit;
    private string? notice;

    protected override Task OnInitializedAsync() => LoadAsync();

    private static string Threshold(AlertRule rule) => AlertRules.ThresholdOf(rule.Kind) is { } threshold
        ? string.Create(CultureInfo.InvariantCulture, $", {rule.Threshold} {threshold.Text[..1].ToLowerInvariant()}{threshold.Text[1..]}{(rule.WindowHours > 0 ? $" over {rule.WindowHours} hours" : "")}")
        : "";

    private static string Pace(AlertRule rule)
    {
        var parts = new List<string> { rule.GroupMinutes == 0 ? "Each by itself" : $"Grouped for {Minutes(rule.GroupMinutes)}" };
        if (rule.RemindMinutes > 0)
        {
            parts.Add($"again every {Minutes(rule.RemindMinutes)}");
        }

        parts.Add(rule.TellsRecovery ? "recovery is told" : "recovery is not told");
        if (rule is { QuietFromMinute: { } from, QuietToMinute: { } to })
        {
            parts.Add($"quiet from {Clock(from)} to {Clock(to)} {rule.QuietZone}");
        }

        return string.Join(", ", parts);
    }

    private static string Minutes(int minutes) => minutes == 1 ? "1 minute" : minutes % 60 == 0 && minutes > 60 ? $"{minutes / 60} hours" : $"{minutes} minutes";

    private static string Clock(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    private string Told(string audience, string ids)
    {
        var names = AlertRules.List<string>(audience).Concat(AlertRules.List<int>(ids).Select(i => channels.FirstOrDefault(c => c.Channel.Id == i)?.Channel.Name).OfType<string>()).ToList();
        return names.Count == 0 ? Nobody : string.Join(", ", names);
    }

    private async Task LoadAsync()
    {
        var actor = await current.GetAsync();
        mayEdit = actor.May(ProtectedActions.EditAlertRule);
        channels = await queries.ChannelsAsync(actor, CancellationToken.None);
        rules = await queries.RulesAsync(actor, CancellationToken.None);
    }

    private async Task EditAsync(AlertRule rule)
    {
        notice = null;
        var parameters = new DialogParameters<RuleDialog> { { d => d.Rule, rule }, { d => d.Roles, await queries.RolesAsync(CancellationToken.None) }, { d => d.Channels, channels } };
        var dialog = await dialogs.ShowAsync<RuleDialog>($"Rule for {AlertText.Kind(rule.Kind)}", parameters, Options);
        if (await dialog.Result is { Canceled: false })
        {
            notice = $"The rule for {AlertText.Kind(rule.Kind)} is changed.";
        }

        await LoadAsync();
    }
}
