using System.Globalization;
using FinOps.Core.Data;

namespace FinOps.Core.Alerts;

/// <summary>Alerts in words.</summary>
public static class AlertText
{
    public static string Kind(AlertKind kind) => kind switch
    {
        AlertKind.BudgetThreshold => "Budget threshold",
        AlertKind.Incident => "Incident",
        AlertKind.CostRateGuard => "Cost-rate guard",
        AlertKind.MarginTurnedRed => "Margin turned red",
        AlertKind.UnpricedModel => "Unpriced model",
        AlertKind.UntaggedShare => "Untagged share",
        AlertKind.StaleData => "Stale data",
        AlertKind.FailedImport => "Failed import",
        AlertKind.OverrideExpiring => "Override expiring",
        AlertKind.TenantPaused => "Tenant paused",
        AlertKind.SpendCap => "Spend cap",
        AlertKind.SoftFail => "Soft fail",
    };

    /// <summary>When a kind of alert is raised, in one sentence.</summary>
    public static string Explain(AlertKind kind) => kind switch
    {
        AlertKind.BudgetThreshold => "Spend of a budget's window crossed one of its thresholds.",
        AlertKind.Incident => "Spend left the range that is expected of it.",
        AlertKind.CostRateGuard => "Spend per hour is far over the usual for minutes.",
        AlertKind.MarginTurnedRed => "A tenant's margin of the last 30 days fell under the line of its tier.",
        AlertKind.UnpricedModel => "Calls of a model have no price; once per model and day.",
        AlertKind.UntaggedShare => "Too much of the spend names no tenant or no feature; once a day.",
        AlertKind.StaleData => "No usage has come in for hours, although there was before.",
        AlertKind.FailedImport => "An import ended with an error.",
        AlertKind.OverrideExpiring => "A time-boxed permission is about to end.",
        AlertKind.TenantPaused => "A tenant's calls are refused by a kill switch.",
        AlertKind.SpendCap => "A tenant reached its spend cap.",
        AlertKind.SoftFail => "A limit could not be checked, so calls went through unchecked; once an hour.",
    };

    /// <summary>The kind as a word of machines, such as <c>budget_threshold</c>.</summary>
    public static string Word(AlertKind kind) => Snake(kind.ToString());

    /// <inheritdoc cref="Word(AlertKind)"/>
    public static string Word(AlertOccasion occasion) => Snake(occasion.ToString());

    /// <inheritdoc cref="Word(AlertKind)"/>
    public static string Word(AlertSeverity severity) => Snake(severity.ToString());

    public static string Severity(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Info => "Info",
        AlertSeverity.Warning => "Warning",
        AlertSeverity.Critical => "Critical",
    };

    public static string Channel(AlertChannelKind kind) => kind switch
    {
        AlertChannelKind.Email => "Email",
        AlertChannelKind.Slack => "Slack",
        AlertChannelKind.Teams => "Microsoft Teams",
        AlertChannelKind.Webhook => "Webhook",
        AlertChannelKind.PagerDuty => "PagerDuty",
    };

    public static string Occasion(AlertOccasion occasion) => occasion switch
    {
        AlertOccasion.Raised => "Raised",
        AlertOccasion.Reminder => "Still open",
        AlertOccasion.Escalated => "Escalated",
        AlertOccasion.Acknowledged => "Acknowledged",
        AlertOccasion.Recovered => "Recovered",
        AlertOccasion.Digest => "Digest",
    };

    /// <summary>What an occasion adds in front of an alert's title.</summary>
    public static string Title(AlertOccasion occasion, string title) => occasion is AlertOccasion.Raised or AlertOccasion.Digest ? title : $"{Occasion(occasion)}: {title}";

    /// <summary>Dollars, rounded for reading: two digits behind the point, none from a thousand on.</summary>
    public static string Usd(long nanos)
    {
        var usd = Money.ToUsd(Math.Abs(nanos));
        return (nanos < 0 ? "−$" : "$") + usd.ToString(usd >= 1_000 ? "#,##0" : usd is 0 or >= 0.01m ? "0.00" : "0.0000", CultureInfo.InvariantCulture);
    }

    /// <summary>An instant, as <c>2026-10-20 12:00 UTC</c>.</summary>
    public static string Time(long micros) => Instants.ToUtc(micros).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Snake(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
