using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinOps.Core.Data;

namespace FinOps.Core.Alerts.Channels;

/// <summary>Any program that takes our signed JSON. The body is the same at every try; only the signature is new.</summary>
public sealed class WebhookMessenger(HttpPost post, AlertLinks links, TimeProvider time) : IAlertMessenger
{
    /// <summary>Names the message; the same at every try.</summary>
    public const string DeliveryHeader = "X-FinOps-Delivery";

    /// <summary>Holds <c>t=UNIX-SECONDS,v1=HEX</c>.</summary>
    public const string SignatureHeader = "X-FinOps-Signature";

    public AlertChannelKind Kind => AlertChannelKind.Webhook;

    public Task<SendResult> SendAsync(AlertMessage message, ChannelSecret channel, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(channel);
        var body = Body(message);
        var at = time.GetUtcNow().ToUnixTimeSeconds();
        return post.SendAsync(channel.Address, body, [(DeliveryHeader, message.Key), (SignatureHeader, Sign(channel.Secret, at, body))], cancellation);
    }

    /// <summary>HMAC-SHA256 of <c>timestamp.body</c> with the channel's secret, as the header holds it.</summary>
    public static string Sign(string secret, long unixSeconds, string body)
    {
        var at = unixSeconds.ToString(CultureInfo.InvariantCulture);
        return $"t={at},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{at}.{body}")))}";
    }

    private string Body(AlertMessage message) => new JsonObject
    {
        ["id"] = message.Key,
        ["occasion"] = AlertText.Word(message.Occasion),
        ["title"] = message.Title,
        ["severity"] = AlertText.Word(message.Severity),
        ["alerts"] = new JsonArray([.. message.Alerts.Select(JsonNode (a) => One(a))]),
    }.ToJsonString(JsonSerializerOptions.Default);

    private JsonObject One(Alert alert) => new()
    {
        ["id"] = alert.Id,
        ["key"] = alert.Key,
        ["kind"] = AlertText.Word(alert.Kind),
        ["severity"] = AlertText.Word(alert.Severity),
        ["scope"] = alert.Scope,
        ["window"] = alert.Window,
        ["step"] = alert.Step,
        ["tenant"] = alert.Tenant,
        ["title"] = alert.Title,
        ["text"] = alert.Text,
        ["url"] = links.To(alert.Path),
        ["raised_at"] = Time(alert.RaisedAtMicros),
        ["acknowledged_at"] = Time(alert.AcknowledgedAtMicros),
        ["acknowledged_by"] = alert.AcknowledgedBy,
        ["recovered_at"] = Time(alert.RecoveredAtMicros),
        ["recovery"] = alert.RecoveryText,
    };

    private static string? Time(long? micros) => micros is { } known ? Instants.ToUtc(known).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : null;
}
