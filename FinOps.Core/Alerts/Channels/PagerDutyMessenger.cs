using System.Globalization;
using System.Text.Json.Nodes;
using FinOps.Core.Data;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Alerts.Channels;

/// <summary>PagerDuty by its Events API v2: triggers, acknowledges and resolves one incident per alert, known by the alert's key.</summary>
public sealed class PagerDutyMessenger(HttpPost post, AlertLinks links, IOptions<AlertOptions> options) : IAlertMessenger
{
    private const int LongestSummary = 1_024;

    public AlertChannelKind Kind => AlertChannelKind.PagerDuty;

    public Task<SendResult> SendAsync(AlertMessage message, ChannelSecret channel, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(channel);
        var alert = message.Alerts[0];
        var body = new JsonObject
        {
            ["routing_key"] = channel.Secret,
            ["event_action"] = Action(message.Occasion),
            ["dedup_key"] = "finops-" + alert.Key,
        };
        if (Action(message.Occasion) == "trigger")
        {
            body["client"] = "FinOps";
            body["payload"] = Payload(message, alert);
            if (links.To(message) is { } link)
            {
                body["client_url"] = link;
                body["links"] = new JsonArray(new JsonObject { ["href"] = link, ["text"] = "Open in FinOps" });
            }
        }

        return post.SendAsync(options.Value.PagerDutyUrl, body, [], cancellation);
    }

    private static string Action(AlertOccasion occasion) => occasion switch
    {
        AlertOccasion.Raised or AlertOccasion.Reminder or AlertOccasion.Escalated or AlertOccasion.Digest => "trigger",
        AlertOccasion.Acknowledged => "acknowledge",
        AlertOccasion.Recovered => "resolve",
    };

    private static JsonObject Payload(AlertMessage message, Alert alert) => new()
    {
        ["summary"] = message.Title.Length <= LongestSummary ? message.Title : message.Title[..LongestSummary],
        ["source"] = alert.Scope.Length > 0 ? alert.Scope : "finops",
        ["severity"] = AlertText.Word(alert.Severity),
        ["timestamp"] = Instants.ToUtc(alert.RaisedAtMicros).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["class"] = AlertText.Word(alert.Kind),
        ["group"] = alert.Tenant ?? "all tenants",
        ["custom_details"] = new JsonObject { ["text"] = message.TextOf(alert), ["window"] = alert.Window, ["step"] = alert.Step },
    };
}
