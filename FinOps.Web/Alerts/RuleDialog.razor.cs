using System.Globalization;
using System.Text.Json;
using FinOps.Core.Alerts;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Alerts;

/// <summary>Changes the rule of one kind of alert.</summary>
public sealed partial class RuleDialog(AlertRuleEditor editor, CurrentActor current)
{
    private readonly HashSet<string> audience = new(StringComparer.Ordinal);
    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private readonly HashSet<string> escalateAudience = new(StringComparer.Ordinal);
    private readonly HashSet<string> escalateTold = new(StringComparer.Ordinal);
    private AlertRule draft = new();
    private string? severity;
    private TimeOnly? quietFrom;
    private TimeOnly? quietTo;
    private IReadOnlyList<AlertFault> faults = [];
    private string? problem;

    [CascadingParameter] public IMudDialogInstance Dialog { get; set; } = default!;
    [Parameter, EditorRequired] public AlertRule Rule { get; set; } = default!;
    [Parameter, EditorRequired] public IReadOnlyList<string> Roles { get; set; } = [];
    [Parameter, EditorRequired] public IReadOnlyList<ChannelRow> Channels { get; set; } = [];

    private IReadOnlyList<(string Value, string Text)> RoleOptions => [.. Roles.Select(r => (r, r))];

    private IReadOnlyList<(string Value, string Text)> ChannelOptions => [.. Channels.Select(c => (c.Channel.Id.ToString(CultureInfo.InvariantCulture), c.Channel.Name))];

    protected override void OnInitialized()
    {
        draft = new AlertRule
        {
            Kind = Rule.Kind, IsEnabled = Rule.IsEnabled, Threshold = Rule.Threshold, WindowHours = Rule.WindowHours, RemindMinutes = Rule.RemindMinutes, TellsRecovery = Rule.TellsRecovery,
            QuietZone = Rule.QuietZone, GroupMinutes = Rule.GroupMinutes, EscalateMinutes = Rule.EscalateMinutes, Version = Rule.Version,
        };
        severity = Rule.Severity?.ToString();
        (quietFrom, quietTo) = (Clock(Rule.QuietFromMinute), Clock(Rule.QuietToMinute));
        audience.UnionWith(AlertRules.List<string>(Rule.Audience));
        escalateAudience.UnionWith(AlertRules.List<string>(Rule.EscalateAudience));
        told.UnionWith(AlertRules.List<int>(Rule.Channels).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        escalateTold.UnionWith(AlertRules.List<int>(Rule.EscalateChannels).Select(i => i.ToString(CultureInfo.InvariantCulture)));
    }

    private static TimeOnly? Clock(int? minute) => minute is { } known ? new TimeOnly(known / 60, known % 60) : null;

    private static int? Minute(TimeOnly? clock) => clock is { } known ? (known.Hour * 60) + known.Minute : null;

    private string Bad(string field) => faults.Any(f => f.Field == field) ? "true" : "false";

    private string? Fault(string field) => faults.FirstOrDefault(f => f.Field == field)?.Message;

    private string Ids(IEnumerable<string> chosen) =>
        JsonSerializer.Serialize(chosen.Select(c => int.Parse(c, CultureInfo.InvariantCulture)).Where(i => Channels.Any(c => c.Channel.Id == i)));

    private async Task SaveAsync()
    {
        draft.Severity = AlertSearch.Word<AlertSeverity>(severity);
        (draft.QuietFromMinute, draft.QuietToMinute) = (Minute(quietFrom), Minute(quietTo));
        (draft.Audience, draft.Channels) = (JsonSerializer.Serialize(audience), Ids(told));
        (draft.EscalateAudience, draft.EscalateChannels) = (JsonSerializer.Serialize(escalateAudience), Ids(escalateTold));
        var change = await editor.SaveAsync(draft, await current.GetAsync(), CancellationToken.None);
        faults = change is AlertChange.Invalid invalid ? invalid.Faults : [];
        problem = AlertColumns.Problem(change);
        if (change is AlertChange.Saved saved)
        {
            Dialog.Close(DialogResult.Ok(saved.Version));
        }
    }
}
