using System.ComponentModel.DataAnnotations;

namespace FinOps.Web.Edge;

/// <summary>Settings under <c>Web</c>: what the server takes from the network, and how much of it.</summary>
public sealed class WebOptions : IValidatableObject
{
    public const string Section = "Web";

    /// <summary>Addresses and networks of the proxies in front, separated by commas. Only they may tell the caller's address, scheme and host.</summary>
    public string KnownProxies { get; set; } = "";

    /// <summary>Where people report a vulnerability: a <c>mailto:</c> or <c>https:</c> address. Empty: there is no <c>security.txt</c>.</summary>
    public string SecurityContact { get; set; } = "";

    /// <summary>How long browsers that came over https must not go back to http, in days. 0 sends no such header.</summary>
    [Range(0, 3_650)]
    public int HstsDays { get; set; } = 365;

    /// <summary>Open pages (circuits) of one person.</summary>
    [Range(1, 10_000)]
    public int CircuitsPerPerson { get; set; } = 25;

    /// <summary>Open pages (circuits) of all people together.</summary>
    [Range(1, 100_000)]
    public int Circuits { get; set; } = 500;

    /// <summary>Messages a second that all open pages of one person may send; more have to wait.</summary>
    [Range(10, 100_000)]
    public int MessagesPerSecond { get; set; } = 300;

    /// <summary>Seconds after which a page is cut off whose browser takes nothing of what it is sent, or draws nothing of it.</summary>
    [Range(1, 600)]
    public int SlowReaderSeconds { get; set; } = 30;

    /// <summary>Pages, exports and forms a second that one person, or one address before signing in, may ask for.</summary>
    [Range(1, 100_000)]
    public int PagesPerSecond { get; set; } = 50;

    /// <summary>Attempts to sign in a minute from one address.</summary>
    [Range(1, 100_000)]
    public int SignInsPerMinute { get; set; } = 300;

    /// <summary>Calls of the API a second with one key. One address may make twice as many.</summary>
    [Range(1, 1_000_000)]
    public int ApiCallsPerSecond { get; set; } = 5_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ProxyHeaders.Parse(KnownProxies).Faults is [var proxy, ..])
        {
            yield return new ValidationResult($"\"{proxy}\" is neither an address (10.0.0.5) nor a network (10.0.0.0/24).", [nameof(KnownProxies)]);
        }

        if (SecurityContact.Length > 0 && !(Uri.TryCreate(SecurityContact, UriKind.Absolute, out var uri) && uri.Scheme is "mailto" or "https" && !SecurityContact.Any(char.IsControl)))
        {
            yield return new ValidationResult($"\"{SecurityContact}\" is neither a mailto: nor an https: address.", [nameof(SecurityContact)]);
        }
    }
}
