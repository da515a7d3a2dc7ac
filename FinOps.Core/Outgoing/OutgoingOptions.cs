using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Outgoing;

/// <summary>Settings under <c>Outgoing</c>: where the program may send requests that people configure, such as alerts.</summary>
public sealed class OutgoingOptions
{
    public const string Section = "Outgoing";

    /// <summary>The only hosts that may be called, separated by commas: <c>hooks.example.com</c>, <c>*.example.com</c>. Empty: any public host.</summary>
    public string AllowedHosts { get; set; } = "";

    /// <summary>Hosts that may be called although their addresses are private, such as a chat server of your own network.</summary>
    public string PrivateHosts { get; set; } = "";

    /// <summary>Whether http may be used beside https.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>How long a call may take, in seconds.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 10;
}
