using System.Globalization;

namespace FinOps.Core.Alerts;

/// <summary>What one channel is told at once: one alert, several of a kind, or a digest.</summary>
/// <param name="Key">The same at every try; receivers know a message that they have seen by it.</param>
/// <param name="Occasion">Why.</param>
/// <param name="Alerts">What it is about; empty for a digest.</param>
public sealed record AlertMessage(string Key, AlertOccasion Occasion, IReadOnlyList<Alert> Alerts)
{
    /// <summary>What a digest says.</summary>
    public AlertDigest? Digest { get; init; }

    public AlertSeverity Severity => Alerts.Count == 0 ? AlertSeverity.Info : Alerts.Max(a => a.Severity);

    /// <summary>One line.</summary>
    public string Title => Digest is not null ? Digest.Title
        : Alerts.Count == 1 ? AlertText.Title(Occasion, Alerts[0].Title)
        : AlertText.Title(Occasion, string.Create(CultureInfo.InvariantCulture, $"{Alerts.Count} alerts: {AlertText.Kind(Alerts[0].Kind)}"));

    /// <summary>What there is to say about one of its alerts.</summary>
    public string TextOf(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return Occasion switch
        {
            AlertOccasion.Recovered => alert.RecoveryText ?? "It is over.",
            AlertOccasion.Acknowledged => $"{alert.AcknowledgedBy} takes care of it.",
            AlertOccasion.Escalated => $"Nobody has taken it up since {AlertText.Time(alert.RaisedAtMicros)}. {alert.Text}",
            AlertOccasion.Reminder => $"It was raised at {AlertText.Time(alert.RaisedAtMicros)}, lasts, and nobody has taken it up. {alert.Text}",
            AlertOccasion.Raised or AlertOccasion.Digest => alert.Text,
        };
    }
}

/// <summary>A summary of a day or a week for one role: sections with lines, already cut to what its readers may see.</summary>
public sealed record AlertDigest(string Title, string Lead, IReadOnlyList<DigestSection> Sections);

/// <summary>A part of a digest.</summary>
/// <param name="Path">The page that shows more.</param>
public sealed record DigestSection(string Title, IReadOnlyList<string> Lines, string Path);

/// <summary>What came of sending a message.</summary>
/// <param name="Status">The status code of HTTP or SMTP; null when there was no answer.</param>
/// <param name="Answer">What the receiver said, or why it could not be asked.</param>
public sealed record SendResult(bool IsDelivered, int? Status, string Answer)
{
    /// <summary>How long the receiver asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Where a channel leads and what opens it, as it is kept under protection.</summary>
/// <param name="Address">The address of a webhook, or the recipients of mails.</param>
/// <param name="Secret">The key of signatures, or PagerDuty's routing key.</param>
public sealed record ChannelSecret(string Address, string Secret);

/// <summary>A way to tell people; the outer edge of alerts.</summary>
public interface IAlertMessenger
{
    AlertChannelKind Kind { get; }

    /// <summary>Sends a message once. What goes wrong on the way is a result, no exception.</summary>
    Task<SendResult> SendAsync(AlertMessage message, ChannelSecret channel, CancellationToken cancellation);
}
