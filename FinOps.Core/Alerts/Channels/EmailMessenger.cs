using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FinOps.Core.Alerts.Channels;

/// <summary>Mail by the server of the settings. The message id is the same at every try, so that mailboxes recognize one that came twice.</summary>
public sealed class EmailMessenger(AlertLinks links, IOptions<AlertOptions> options, TimeProvider time) : IAlertMessenger
{
    public AlertChannelKind Kind => AlertChannelKind.Email;

    public async Task<SendResult> SendAsync(AlertMessage message, ChannelSecret channel, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(channel);
        var settings = options.Value;
        if (settings.SmtpHost.Length == 0)
        {
            return new SendResult(false, null, "No mail server is set: Alerts:SmtpHost.");
        }

        using var mail = Mail(message, channel);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(settings.SmtpTimeoutSeconds), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        using var client = new SmtpClient { Timeout = settings.SmtpTimeoutSeconds * 1_000 };
        try
        {
            await client.ConnectAsync(settings.SmtpHost, settings.SmtpPort, Security(settings.SmtpTls), both.Token).ConfigureAwait(false);
            if (settings.SmtpUser.Length > 0)
            {
                await client.AuthenticateAsync(settings.SmtpUser, settings.SmtpPassword, both.Token).ConfigureAwait(false);
            }

            var answer = await client.SendAsync(mail, both.Token).ConfigureAwait(false);
            await client.DisconnectAsync(true, both.Token).ConfigureAwait(false);
            return new SendResult(true, (int)SmtpStatusCode.Ok, answer);
        }
        catch (SmtpCommandException refused)
        {
            return new SendResult(false, (int)refused.StatusCode, "The mail server refused it: " + refused.Message);
        }
        catch (AuthenticationException)
        {
            return new SendResult(false, (int)SmtpStatusCode.AuthenticationInvalidCredentials, "The mail server does not accept the sign-in of the settings.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new SendResult(false, null, "The mail server did not answer in time.");
        }
        catch (Exception failed) when (failed is IOException or System.Net.Sockets.SocketException or SslHandshakeException or MailKit.ProtocolException or NotSupportedException or TimeoutException)
        {
            return new SendResult(false, null, "The mail server could not be used: " + failed.Message.Split('\n')[0].Trim());
        }
    }

    private static SecureSocketOptions Security(SmtpTls tls) => tls switch
    {
        SmtpTls.StartTls => SecureSocketOptions.StartTls,
        SmtpTls.Implicit => SecureSocketOptions.SslOnConnect,
        SmtpTls.None => SecureSocketOptions.None,
    };

    private MimeMessage Mail(AlertMessage message, ChannelSecret channel)
    {
        var mail = new MimeMessage { Subject = OneLine(message.Title), MessageId = $"{message.Key}@finops", Date = time.GetUtcNow() };
        mail.From.Add(MailboxAddress.Parse(options.Value.SmtpFrom));
        foreach (var recipient in Recipients(channel.Address))
        {
            mail.To.Add(recipient);
        }

        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.Headers.Add(WebhookMessenger.DeliveryHeader, message.Key);
        if (message.Severity == AlertSeverity.Critical)
        {
            mail.Priority = MessagePriority.Urgent;
        }

        mail.Body = new BodyBuilder { TextBody = MailBody.Text(message, links), HtmlBody = MailBody.Html(message, links) }.ToMessageBody();
        return mail;
    }

    /// <summary>Mail addresses from a text with commas, semicolons or lines between them; null when one of them is none.</summary>
    internal static IReadOnlyList<MailboxAddress>? TryRecipients(string text)
    {
        var found = new List<MailboxAddress>();
        foreach (var part in text.Split([',', ';', '\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!MailboxAddress.TryParse(part, out var address) || !address.Address.Contains('@', StringComparison.Ordinal))
            {
                return null;
            }

            found.Add(address);
        }

        return found;
    }

    private static IReadOnlyList<MailboxAddress> Recipients(string text) => TryRecipients(text) ?? [];

    private static string OneLine(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
