using FinOps.Core.Alerts;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Alerts;

/// <summary>Adds a channel, or changes one. Addresses and keys go in and never come out.</summary>
public sealed partial class ChannelDialog(ChannelEditor editor, CurrentActor current)
{
    private readonly HashSet<string> audience = new(StringComparer.Ordinal);
    private string name = "";
    private AlertChannelKind kind;
    private string address = "";
    private string secret = "";
    private string tenants = "";
    private bool isEnabled = true;
    private bool isDaily;
    private bool isWeekly;
    private TimeOnly? digestAt = new(8, 0);
    private string zone = "Etc/UTC";
    private IReadOnlyList<AlertFault> faults = [];
    private string? problem;

    [CascadingParameter] public IMudDialogInstance Dialog { get; set; } = default!;
    [Parameter] public AlertChannel? Channel { get; set; }
    [Parameter, EditorRequired] public IReadOnlyList<string> Roles { get; set; } = [];

    private IReadOnlyList<(string Value, string Text)> RoleOptions => [.. Roles.Select(r => (r, r))];

    private string SecretLabel => (kind, Channel) switch
    {
        (AlertChannelKind.PagerDuty, null) => "Routing key",
        (AlertChannelKind.PagerDuty, _) => "New routing key (empty: as it was)",
        (_, null) => "Signing key (empty: one is made)",
        _ => "New signing key (empty: as it was)",
    };

    private string Help => kind switch
    {
        AlertChannelKind.Email => "Mails go by the server of the settings under Alerts:Smtp.",
        AlertChannelKind.Slack => "The address of an incoming webhook of Slack, or of a chat server that takes the same. It is kept under protection and not shown again.",
        AlertChannelKind.Teams => "The address of a Teams workflow “Post to a channel when a webhook request is received”. It is kept under protection and not shown again.",
        AlertChannelKind.Webhook => "Gets our JSON, signed with HMAC-SHA256. Address and key are kept under protection and not shown again.",
        AlertChannelKind.PagerDuty => "The integration key of a service with an Events API v2 integration. Incidents are resolved by themselves when the cause is over.",
    };

    protected override void OnInitialized()
    {
        if (Channel is { } known)
        {
            (name, kind, isEnabled) = (known.Name, known.Kind, known.IsEnabled);
            (isDaily, isWeekly, digestAt, zone) = (known.HasDailyDigest, known.HasWeeklyDigest, new TimeOnly(known.DigestMinute / 60, known.DigestMinute % 60), known.TimeZone);
            address = known.Kind == AlertChannelKind.Email ? known.Target : "";
            tenants = known.Tenants is null ? "" : string.Join(", ", AlertRules.List<string>(known.Tenants));
            audience.UnionWith(AlertRules.List<string>(known.Audience));
        }
    }

    private string Bad(string field) => faults.Any(f => f.Field == field) ? "true" : "false";

    private string? Fault(string field) => faults.FirstOrDefault(f => f.Field == field)?.Message;

    private async Task SaveAsync()
    {
        var named = tenants.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var draft = new ChannelDraft
        {
            Id = Channel?.Id ?? 0, Name = name, Kind = kind, IsEnabled = isEnabled, Address = address, Secret = secret, Audience = [.. audience], Tenants = named.Length == 0 ? null : named,
            HasDailyDigest = isDaily && kind == AlertChannelKind.Email, HasWeeklyDigest = isWeekly && kind == AlertChannelKind.Email,
            DigestMinute = digestAt is { } at ? (at.Hour * 60) + at.Minute : 8 * 60, TimeZone = zone, Version = Channel?.Version ?? 0,
        };
        var change = await editor.SaveAsync(draft, await current.GetAsync(), CancellationToken.None);
        faults = change is AlertChange.Invalid invalid ? invalid.Faults : [];
        problem = AlertColumns.Problem(change);
        if (change is AlertChange.Saved saved)
        {
            Dialog.Close(DialogResult.Ok(saved));
        }
    }
}
