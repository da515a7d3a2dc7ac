using FinOps.Core.Alerts;
using FinOps.Web.Imports;
using FinOps.Web.Shell;

namespace FinOps.Web.Alerts;

/// <summary>Alerts in columns and in the words of the page.</summary>
public static class AlertColumns
{
    public static IReadOnlyList<TableColumn<Alert>> All { get; } =
    [
        new("id", "Id", ColumnKind.Count, a => a.Id),
        new("raised", "Raised", ColumnKind.Text, a => ImportText.At(a.RaisedAtMicros)),
        new("severity", "Severity", ColumnKind.Text, a => AlertText.Severity(a.Severity)),
        new("kind", "Kind", ColumnKind.Text, a => AlertText.Kind(a.Kind)),
        new("title", "Alert", ColumnKind.Text, a => a.Title),
        new("text", "What happened", ColumnKind.Text, a => a.Text),
        new("tenant", "Tenant", ColumnKind.Text, a => a.Tenant),
        new("scope", "Scope", ColumnKind.Text, a => a.Scope),
        new("window", "Window", ColumnKind.Text, a => a.Window),
        new("step", "Step", ColumnKind.Text, a => a.Step),
        new("acknowledged", "Acknowledged", ColumnKind.Text, a => a.AcknowledgedAtMicros is { } at ? ImportText.At(at) : null),
        new("acknowledged_by", "By", ColumnKind.Text, a => a.AcknowledgedBy),
        new("recovered", "Recovered", ColumnKind.Text, a => a.RecoveredAtMicros is { } at ? ImportText.At(at) : null),
    ];

    public static string State(AlertState state) => state switch
    {
        AlertState.Open => "Open",
        AlertState.Acknowledged => "Acknowledged",
        AlertState.Recovered => "Recovered",
    };

    /// <summary>A sign before the severity, so that color is not all that tells.</summary>
    public static string Mark(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => "▲ Critical",
        AlertSeverity.Warning => "⚠ Warning",
        AlertSeverity.Info => "Info",
    };

    public static string Tone(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => "bad",
        AlertSeverity.Warning => "warn",
        AlertSeverity.Info => "muted",
    };

    public static string Delivery(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "Waiting",
        DeliveryState.Delivered => "✓ Delivered",
        DeliveryState.Dead => "✕ Given up",
        DeliveryState.Dropped => "Not sent: the channel is off",
    };

    /// <summary>How far an alert was told, in a few words.</summary>
    public static string Told(AlertRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var parts = new List<string>();
        Add(row.Delivered, "delivered");
        Add(row.Waiting, "waiting");
        Add(row.Dead, "given up");
        return parts.Count == 0 ? "nobody to tell" : string.Join(", ", parts);

        void Add(int count, string word)
        {
            if (count > 0)
            {
                parts.Add($"{ImportText.Count(count)} {word}");
            }
        }
    }

    /// <summary>What became of a change that was not saved; null when it was, or when faults stand at their fields.</summary>
    public static string? Problem(AlertChange change) => change switch
    {
        AlertChange.Conflict other => $"Changed by {other.ChangedBy} at {ImportText.At(other.ChangedAtMicros)}. Close this and look again.",
        AlertChange.Missing => "It is gone.",
        _ => null,
    };
}
