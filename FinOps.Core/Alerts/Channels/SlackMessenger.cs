using System.Text.Json.Nodes;

namespace FinOps.Core.Alerts.Channels;

/// <summary>A Slack incoming webhook, or a chat server that takes the same. Texts of others stand in plain-text blocks, where nothing is read as a mention, a link or a format.</summary>
public sealed class SlackMessenger(HttpPost post, AlertLinks links) : IAlertMessenger
{
    private const int MostAlerts = 20;
    private const int LongestHeader = 150;
    private const int LongestText = 2_900;

    public AlertChannelKind Kind => AlertChannelKind.Slack;

    public Task<SendResult> SendAsync(AlertMessage message, ChannelSecret channel, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(channel);
        var blocks = new JsonArray(new JsonObject { ["type"] = "header", ["text"] = Plain(Mark(message.Severity) + message.Title, LongestHeader) });
        foreach (var alert in message.Alerts.Take(MostAlerts))
        {
            var text = message.Alerts.Count == 1 ? message.TextOf(alert) : $"{alert.Title}\n{message.TextOf(alert)}";
            blocks.Add((JsonNode)new JsonObject { ["type"] = "section", ["text"] = Plain(text.Trim().Length > 0 ? text : alert.Title, LongestText) });
        }

        if (message.Alerts.Count > MostAlerts)
        {
            blocks.Add((JsonNode)new JsonObject { ["type"] = "section", ["text"] = Plain($"And {message.Alerts.Count - MostAlerts} more.", LongestText) });
        }

        if (links.To(message) is { } link)
        {
            blocks.Add((JsonNode)new JsonObject
            {
                ["type"] = "actions",
                ["elements"] = new JsonArray(new JsonObject { ["type"] = "button", ["text"] = Plain("Open in FinOps", LongestHeader), ["url"] = link }),
            });
        }

        return post.SendAsync(channel.Address, new JsonObject { ["text"] = Escape(message.Title), ["blocks"] = blocks }, [], cancellation);
    }

    /// <summary>The three characters that Slack reads as more than themselves.</summary>
    internal static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static JsonObject Plain(string text, int longest) => new() { ["type"] = "plain_text", ["text"] = text.Length <= longest ? text : text[..(longest - 1)] + "…", ["emoji"] = false };

    private static string Mark(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => "🔴 ",
        AlertSeverity.Warning => "🟠 ",
        AlertSeverity.Info => "",
    };
}
