using System.Text.Json.Nodes;

namespace FinOps.Core.Alerts.Channels;

/// <summary>A Teams webhook (a workflow that posts cards). Texts of others stand in text runs, which read no Markdown.</summary>
public sealed class TeamsMessenger(HttpPost post, AlertLinks links) : IAlertMessenger
{
    private const int MostAlerts = 20;

    public AlertChannelKind Kind => AlertChannelKind.Teams;

    public Task<SendResult> SendAsync(AlertMessage message, ChannelSecret channel, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(channel);
        var body = new JsonArray(Run(message.Title, isTitle: true, Color(message.Severity)));
        foreach (var alert in message.Alerts.Take(MostAlerts))
        {
            if (message.Alerts.Count > 1)
            {
                body.Add((JsonNode)Run(alert.Title, isTitle: false, "default", isBold: true));
            }

            body.Add((JsonNode)Run(message.TextOf(alert), isTitle: false, "default"));
        }

        if (message.Alerts.Count > MostAlerts)
        {
            body.Add((JsonNode)Run($"And {message.Alerts.Count - MostAlerts} more.", isTitle: false, "default"));
        }

        var card = new JsonObject { ["type"] = "AdaptiveCard", ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json", ["version"] = "1.4", ["body"] = body };
        if (links.To(message) is { } link)
        {
            card["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Open in FinOps", ["url"] = link });
        }

        var attachment = new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["contentUrl"] = null, ["content"] = card };
        return post.SendAsync(channel.Address, new JsonObject { ["type"] = "message", ["attachments"] = new JsonArray(attachment) }, [], cancellation);
    }

    private static JsonObject Run(string text, bool isTitle, string color, bool isBold = false) => new()
    {
        ["type"] = "RichTextBlock",
        ["inlines"] = new JsonArray(new JsonObject
        {
            ["type"] = "TextRun", ["text"] = text, ["color"] = color, ["size"] = isTitle ? "large" : "default", ["weight"] = isTitle || isBold ? "bolder" : "default",
        }),
    };

    private static string Color(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => "attention",
        AlertSeverity.Warning => "warning",
        AlertSeverity.Info => "default",
    };
}
