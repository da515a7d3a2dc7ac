namespace FinOps.Core.Alerts;

/// <summary>Why a channel is told. The numbers are stored.</summary>
public enum AlertOccasion
{
    Raised = 0,

    /// <summary>It lasts and nobody has taken it up.</summary>
    Reminder = 1,

    /// <summary>Nobody took it up in time, so others are told.</summary>
    Escalated = 2,
    Acknowledged = 3,
    Recovered = 4,

    /// <summary>A summary of a day or a week.</summary>
    Digest = 5,
}

/// <summary>How far a delivery has come. The numbers are stored.</summary>
public enum DeliveryState
{
    Waiting = 0,
    Delivered = 1,

    /// <summary>Given up; a person can send it again.</summary>
    Dead = 2,

    /// <summary>Not sent, since the channel was removed or turned off.</summary>
    Dropped = 3,
}

/// <summary>The outbox: one alert for one channel, written with what causes it and sent afterwards. Several may go in one message.</summary>
public sealed class AlertDelivery
{
    public int Id { get; set; }

    /// <summary>Names alert, channel, occasion and round; there once.</summary>
    public string DedupKey { get; set; } = "";

    /// <summary>Null for digests.</summary>
    public int? AlertId { get; set; }
    public Alert? Alert { get; set; }

    /// <summary>The alert's kind; null for digests.</summary>
    public AlertKind? Kind { get; set; }
    public int ChannelId { get; set; }
    public AlertOccasion Occasion { get; set; }

    /// <summary>Which reminder it is.</summary>
    public int Round { get; set; }
    public DeliveryState State { get; set; }

    /// <summary>Not before: quiet hours, grouping, and waiting after a try that failed.</summary>
    public long DueAtMicros { get; set; }

    /// <summary>The message it goes with, named once it is tried first; receivers know a message by it.</summary>
    public string? MessageKey { get; set; }
    public int Tries { get; set; }

    /// <summary>Until then a sender has it; a sender that died lets go by this.</summary>
    public long? LeaseUntilMicros { get; set; }
    public string? LeaseToken { get; set; }
    public long CreatedAtMicros { get; set; }

    /// <summary>When it was tried first.</summary>
    public long? FirstTryAtMicros { get; set; }

    /// <summary>When it was delivered, given up or dropped.</summary>
    public long? SettledAtMicros { get; set; }

    /// <summary>What a digest says, as JSON; null for alerts.</summary>
    public string? Content { get; set; }
}

/// <summary>One try to send a message, and what came of it.</summary>
public sealed class AlertTry
{
    public int Id { get; set; }
    public string MessageKey { get; set; } = "";
    public int ChannelId { get; set; }
    public long AtMicros { get; set; }
    public bool IsDelivered { get; set; }

    /// <summary>The answer's status code, of HTTP or SMTP; null when there was none.</summary>
    public int? Status { get; set; }

    /// <summary>What the receiver said, or why it could not be asked; never an address or a key.</summary>
    public string Answer { get; set; } = "";
    public int DurationMs { get; set; }
}
