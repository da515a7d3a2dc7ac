namespace FinOps.Core.Alerts;

/// <summary>By which way a channel tells. The numbers are stored.</summary>
public enum AlertChannelKind
{
    Email = 0,
    Slack = 1,
    Teams = 2,

    /// <summary>Any address that takes our signed JSON.</summary>
    Webhook = 3,
    PagerDuty = 4,
}

/// <summary>Where alerts go: some recipients, a chat room, a program, an on-call rota.</summary>
public sealed class AlertChannel
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public AlertChannelKind Kind { get; set; }
    public bool IsEnabled { get; set; } = true;

    /// <summary>Roles that it serves, as a JSON array of names: rules route by them.</summary>
    public string Audience { get; set; } = "[]";

    /// <summary>The tenants it is told of, as a JSON array of keys; null: all, and what concerns all.</summary>
    public string? Tenants { get; set; }

    /// <summary>What may be shown of where it leads: recipients, or the host of an address.</summary>
    public string Target { get; set; } = "";

    /// <summary>Address and keys, as <see cref="Access.ISecretProtection"/> wrote them; empty where there are none.</summary>
    public string Protected { get; set; } = "";
    public bool HasDailyDigest { get; set; }
    public bool HasWeeklyDigest { get; set; }

    /// <summary>The minute of the day, in <see cref="TimeZone"/>, from which a digest goes.</summary>
    public int DigestMinute { get; set; } = 8 * 60;
    public string TimeZone { get; set; } = "Etc/UTC";

    /// <summary>Null while it is there; a removed one stays for the log of what was sent.</summary>
    public long? RemovedAtMicros { get; set; }
    public int Version { get; set; }
    public string ChangedBy { get; set; } = "";
    public long ChangedAtMicros { get; set; }
}
