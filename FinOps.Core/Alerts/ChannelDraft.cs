namespace FinOps.Core.Alerts;

/// <summary>What a person says about a channel.</summary>
public sealed record ChannelDraft
{
    /// <summary>0 for a new one.</summary>
    public int Id { get; init; }
    public string Name { get; init; } = "";

    /// <summary>Cannot be changed once it is there.</summary>
    public AlertChannelKind Kind { get; init; }
    public bool IsEnabled { get; init; } = true;

    /// <summary>Recipients of mails, or the address of a webhook; empty on a known channel: as it was.</summary>
    public string Address { get; init; } = "";

    /// <summary>The signing key of a webhook (empty on a new one: one is made) or PagerDuty's routing key; empty on a known channel: as it was.</summary>
    public string Secret { get; init; } = "";
    public IReadOnlyList<string> Audience { get; init; } = [];

    /// <summary>The tenants it is told of, by key; null: all, and what concerns all.</summary>
    public IReadOnlyList<string>? Tenants { get; init; }
    public bool HasDailyDigest { get; init; }
    public bool HasWeeklyDigest { get; init; }
    public int DigestMinute { get; init; } = 8 * 60;
    public string TimeZone { get; init; } = "Etc/UTC";

    /// <summary>Of the channel as the person saw it.</summary>
    public int Version { get; init; }
}
