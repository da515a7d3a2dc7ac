namespace FinOps.Core.Alerts;

/// <summary>Who is told of one kind of alert, and how. Stored once somebody changed it; until then <see cref="AlertRules.Default"/> holds.</summary>
public sealed class AlertRule
{
    public AlertKind Kind { get; set; }

    /// <summary>False: nothing is raised.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Null: as urgent as the cause says.</summary>
    public AlertSeverity? Severity { get; set; }

    /// <summary>When to raise, in the unit of the kind (<see cref="AlertRules.ThresholdOf"/>); 0 where the cause decides.</summary>
    public int Threshold { get; set; }

    /// <summary>The hours that are looked at, where the kind looks at a period; else 0.</summary>
    public int WindowHours { get; set; }

    /// <summary>Tell again every so many minutes while it lasts and nobody has taken it up; 0: never.</summary>
    public int RemindMinutes { get; set; }

    /// <summary>Tell when it is over.</summary>
    public bool TellsRecovery { get; set; } = true;

    /// <summary>First minute of the day, in <see cref="QuietZone"/>, at which what is not critical waits; null: no quiet hours.</summary>
    public int? QuietFromMinute { get; set; }

    /// <summary>The minute of the day at which it no longer waits.</summary>
    public int? QuietToMinute { get; set; }

    /// <summary>The time zone of the quiet hours, by its IANA name.</summary>
    public string QuietZone { get; set; } = "Etc/UTC";

    /// <summary>After a message, further alerts wait so many minutes and go as one; 0: each by itself.</summary>
    public int GroupMinutes { get; set; }

    /// <summary>Roles whose channels are told, as a JSON array of names.</summary>
    public string Audience { get; set; } = "[]";

    /// <summary>Channels that are told as well, as a JSON array of ids.</summary>
    public string Channels { get; set; } = "[]";

    /// <summary>Hand on what nobody has taken up for so many minutes; 0: never.</summary>
    public int EscalateMinutes { get; set; }

    /// <inheritdoc cref="Audience"/>
    public string EscalateAudience { get; set; } = "[]";

    /// <inheritdoc cref="Channels"/>
    public string EscalateChannels { get; set; } = "[]";

    /// <summary>Counts the changes; the next change must name it.</summary>
    public int Version { get; set; }
    public string ChangedBy { get; set; } = "";
    public long ChangedAtMicros { get; set; }
}
