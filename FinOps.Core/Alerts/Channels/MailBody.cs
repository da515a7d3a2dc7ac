using System.Net;
using System.Text;

namespace FinOps.Core.Alerts.Channels;

/// <summary>What a mail says, as text and as HTML. Whatever others wrote is encoded; nothing is loaded from anywhere.</summary>
internal static class MailBody
{
    private const string Font = "font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;color:#101828";

    public static string Text(AlertMessage message, AlertLinks links)
    {
        var text = new StringBuilder().Append(message.Title).Append("\n\n");
        foreach (var alert in message.Alerts)
        {
            text.Append(message.Alerts.Count > 1 ? $"* {alert.Title}\n  " : "").Append(message.TextOf(alert)).Append('\n').Append(Facts(alert)).Append('\n');
            text.Append(links.To(alert.Path) is { } link ? link + "\n" : "").Append('\n');
        }

        if (message.Digest is { } digest)
        {
            text.Append(digest.Lead).Append("\n\n");
            foreach (var section in digest.Sections)
            {
                text.Append(section.Title).Append('\n').AppendJoin("", section.Lines.Select(l => $"- {l}\n")).Append(links.To(section.Path) is { } link ? link + "\n" : "").Append('\n');
            }
        }

        return text.ToString();
    }

    public static string Html(AlertMessage message, AlertLinks links)
    {
        var html = new StringBuilder($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Safe(message.Title)}</title></head><body style=\"margin:0;padding:24px;background:#F6F7F9;{Font}\">")
            .Append("<div style=\"max-width:640px;margin:0 auto;background:#FFFFFF;border:1px solid #E4E7EC;border-radius:10px;padding:24px\">")
            .Append($"<p style=\"margin:0 0 4px;font-size:12px;color:{Color(message.Severity)}\">{(message.Digest is null ? AlertText.Severity(message.Severity) : "Digest")}</p>")
            .Append($"<h1 style=\"margin:0 0 16px;font-size:20px\">{Safe(message.Title)}</h1>");
        foreach (var alert in message.Alerts)
        {
            html.Append(message.Alerts.Count > 1 ? $"<h2 style=\"margin:16px 0 4px;font-size:14px\">{Safe(alert.Title)}</h2>" : "")
                .Append($"<p style=\"margin:0 0 8px;font-size:14px\">{Safe(message.TextOf(alert))}</p><p style=\"margin:0 0 8px;font-size:12px;color:#5B6472\">{Safe(Facts(alert))}</p>")
                .Append(Link(links.To(alert.Path)));
        }

        if (message.Digest is { } digest)
        {
            Append(html, digest, links);
        }

        return html.Append("<p style=\"margin:24px 0 0;font-size:12px;color:#5B6472\">Sent by FinOps. Who is told of what is set under Alerts, Channels.</p></div></body></html>").ToString();
    }

    private static void Append(StringBuilder html, AlertDigest digest, AlertLinks links)
    {
        html.Append($"<p style=\"margin:0 0 16px;font-size:14px\">{Safe(digest.Lead)}</p>");
        foreach (var section in digest.Sections)
        {
            html.Append($"<h2 style=\"margin:16px 0 4px;font-size:14px\">{Safe(section.Title)}</h2><ul style=\"margin:0;padding-left:20px;font-size:14px\">")
                .AppendJoin("", section.Lines.Select(l => $"<li>{Safe(l)}</li>")).Append("</ul>").Append(Link(links.To(section.Path)));
        }
    }

    private static string Link(string? address) => address is null ? "" : $"<p style=\"margin:8px 0;font-size:14px\"><a href=\"{Safe(address)}\" style=\"color:#3538CD\">Open in FinOps</a></p>";

    private static string Facts(Alert alert) => $"{AlertText.Kind(alert.Kind)}{(alert.Tenant is { } tenant ? $", tenant {tenant}" : "")}, raised {AlertText.Time(alert.RaisedAtMicros)}";

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private static string Color(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => "#B42318",
        AlertSeverity.Warning => "#B54708",
        AlertSeverity.Info => "#5B6472",
    };
}
