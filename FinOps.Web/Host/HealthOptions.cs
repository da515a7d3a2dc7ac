using System.ComponentModel.DataAnnotations;

namespace FinOps.Web.Host;

/// <summary>Settings under <c>Health</c>: from when on the program calls itself unwell.</summary>
public sealed class HealthOptions : IValidatableObject
{
    public const string Section = "Health";

    /// <summary>When the oldest waiting log has waited for longer, the program is degraded.</summary>
    [Range(1, 86_400)]
    public int MaxIngestLagSeconds { get; set; } = 300;

    /// <summary>With less room beside the SQLite file the program is degraded; with an eighth of it, not ready.</summary>
    [Range(1, 1_000_000)]
    public int MinFreeMegabytes { get; set; } = 512;

    /// <summary>Where <c>worker</c> answers <c>/health/live</c> and <c>/health/ready</c>, such as <c>http://127.0.0.1:5081</c>; empty for nowhere.</summary>
    public string WorkerUrl { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WorkerUrl.Length > 0 && (!Uri.TryCreate(WorkerUrl, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp))
        {
            yield return new ValidationResult($"\"{WorkerUrl}\" is not valid; allowed: empty, or an address such as http://127.0.0.1:5081.", [nameof(WorkerUrl)]);
        }
    }
}
