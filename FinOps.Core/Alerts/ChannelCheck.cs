using FinOps.Core.Alerts.Channels;
using FinOps.Core.Outgoing;

namespace FinOps.Core.Alerts;

/// <summary>Tells what is wrong with a channel before it is kept.</summary>
public sealed class ChannelCheck(OutgoingAddresses addresses)
{
    private const int MostRecipients = 50;
    private const int RoutingKeyLength = 32;
    private const int ShortestSecret = 16;
    private const int LongestAddress = 2_048;

    public IEnumerable<AlertFault> Faults(ChannelDraft draft, bool isNew, IReadOnlyList<string> roles)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Name.Trim().Length is 0 or > AlertModel.NameLength)
        {
            yield return new(nameof(draft.Name), "Give it a name of up to 256 characters.");
        }

        if (AddressFault(draft, isNew) is { } address)
        {
            yield return new(nameof(draft.Address), address);
        }

        if (SecretFault(draft, isNew) is { } secret)
        {
            yield return new(nameof(draft.Secret), secret);
        }

        if (draft.Audience.Except(roles, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } unknown)
        {
            yield return new(nameof(draft.Audience), $"There is no role {unknown}.");
        }

        if (draft.Tenants is { } tenants && (tenants.Count == 0 || tenants.Sum(t => t.Length + 4) > AlertModel.ListLength))
        {
            yield return new(nameof(draft.Tenants), tenants.Count == 0 ? "Name the tenants, or choose all." : "These are too many tenants for one channel.");
        }

        if ((draft.HasDailyDigest || draft.HasWeeklyDigest) && draft.Kind != AlertChannelKind.Email)
        {
            yield return new(nameof(draft.HasDailyDigest), "Digests are mails: choose an email channel for them.");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(draft.TimeZone, out _) || draft.DigestMinute is < 0 or >= 24 * 60)
        {
            yield return new(nameof(draft.TimeZone), "There is no such time zone. Give its IANA name, such as Europe/Berlin.");
        }
    }

    private string? AddressFault(ChannelDraft draft, bool isNew)
    {
        var text = draft.Address.Trim();
        if (draft.Kind == AlertChannelKind.PagerDuty || (text.Length == 0 && !isNew))
        {
            return null;
        }

        if (draft.Kind != AlertChannelKind.Email)
        {
            return text.Length > LongestAddress ? "At most 2,048 characters." : addresses.Fault(text);
        }

        return EmailMessenger.TryRecipients(text) switch
        {
            null => "One of these is no mail address.",
            { Count: 0 } => "Give at least one mail address.",
            { Count: > MostRecipients } => "At most 50 recipients.",
            _ => text.Length > AlertModel.TargetLength ? "At most 1,024 characters." : null,
        };
    }

    private static string? SecretFault(ChannelDraft draft, bool isNew) => draft.Kind switch
    {
        AlertChannelKind.PagerDuty when draft.Secret.Length == 0 && !isNew => null,
        AlertChannelKind.PagerDuty => draft.Secret.Length == RoutingKeyLength && draft.Secret.All(char.IsAsciiLetterOrDigit) ? null : "The routing key of an Events API v2 integration has 32 letters and digits.",
        AlertChannelKind.Webhook => draft.Secret.Length is 0 or (>= ShortestSecret and <= 256) ? null : "At least 16 characters, best random ones; or none, and one is made.",
        AlertChannelKind.Email or AlertChannelKind.Slack or AlertChannelKind.Teams => null,
    };
}
