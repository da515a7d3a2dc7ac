using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Alerts;

/// <summary>How the connection to the mail server is encrypted.</summary>
public enum SmtpTls
{
    /// <summary>It begins in the clear and must turn to TLS before anything is said.</summary>
    StartTls,

    /// <summary>TLS from the first byte, as on port 465.</summary>
    Implicit,

    /// <summary>Not at all: for a relay on this machine.</summary>
    None,
}

/// <summary>Settings under <c>Alerts</c>. Rules and channels are set in the console.</summary>
public sealed class AlertOptions : IValidatableObject
{
    public const string Section = "Alerts";

    /// <summary>The address of this console as people reach it, such as <c>https://finops.example.com</c>, for links in messages. Empty: no links.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>A message that cannot be delivered is tried again for so many hours, then given up; a person can send it again.</summary>
    [Range(24, 168)]
    public int GiveUpHours { get; set; } = 26;

    /// <summary>Where PagerDuty takes events; its European region has another address.</summary>
    public string PagerDutyUrl { get; set; } = "https://events.pagerduty.com/v2/enqueue";

    /// <summary>The mail server. Empty: no mail is sent.</summary>
    public string SmtpHost { get; set; } = "";

    [Range(1, 65_535)]
    public int SmtpPort { get; set; } = 587;

    public SmtpTls SmtpTls { get; set; } = SmtpTls.StartTls;

    /// <summary>Who signs in to the mail server. Empty: nobody.</summary>
    public string SmtpUser { get; set; } = "";

    public string SmtpPassword { get; set; } = "";

    /// <summary>The sender of mails, such as <c>FinOps &lt;finops@example.com&gt;</c>.</summary>
    public string SmtpFrom { get; set; } = "";

    /// <summary>How long the mail server may take, in seconds.</summary>
    [Range(1, 100)]
    public int SmtpTimeoutSeconds { get; set; } = 20;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl.Length > 0 && !(Uri.TryCreate(PublicUrl, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"))
        {
            yield return new ValidationResult("the text is no address; allowed: empty, or an https or http address.", [nameof(PublicUrl)]);
        }

        if (!Uri.TryCreate(PagerDutyUrl, UriKind.Absolute, out _))
        {
            yield return new ValidationResult("the text is no address.", [nameof(PagerDutyUrl)]);
        }

        if (SmtpHost.Length > 0 && !MimeKit.MailboxAddress.TryParse(SmtpFrom, out _))
        {
            yield return new ValidationResult($"the text is no mail address; with {nameof(SmtpHost)}, give the sender of mails.", [nameof(SmtpFrom)]);
        }
    }
}
