using System.ComponentModel.DataAnnotations;

namespace FinOps.Web.Host;

/// <summary>Settings under <c>Telemetry</c>: where the program sends what it measures of itself.</summary>
public sealed class TelemetryOptions : IValidatableObject
{
    public const string Section = "Telemetry";

    /// <summary>An OTLP collector, such as <c>http://localhost:4317</c>; empty for none, unless the variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.</summary>
    public string OtlpEndpoint { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OtlpEndpoint.Length > 0 && (!Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
        {
            yield return new ValidationResult($"\"{OtlpEndpoint}\" is not valid; allowed: empty, or an address such as http://localhost:4317.", [nameof(OtlpEndpoint)]);
        }
    }
}
