using System.Diagnostics;
using FinOps.Core.Operations;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FinOps.Web.Host;

/// <summary>
/// Sends metrics, traces and logs of the program itself to an OTLP collector, where one is named. Without one nothing is collected.
/// Spans carry routes, not paths: a path may name a tenant.
/// </summary>
public static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static readonly string[] Endpoints = [Endpoint, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"];

    /// <summary>Meters of the platform beside our own: requests, connections, circuits, and what the runtime does.</summary>
    private static readonly string[] Meters =
    [
        Measurements.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections",
        "Microsoft.AspNetCore.RateLimiting", "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Components.Server.Circuits",
    ];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var own = builder.Configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>()?.OtlpEndpoint ?? "";
        if (own.Length > 0 && string.IsNullOrEmpty(builder.Configuration[Endpoint]))
        {
            builder.Configuration[Endpoint] = own;
        }

        if (!Endpoints.Any(name => !string.IsNullOrEmpty(builder.Configuration[name])) || builder.Configuration.GetValue<bool>("OTEL_SDK_DISABLED"))
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(logs => logs.IncludeFormattedMessage = true);
        builder.Services.AddHostedService<TelemetryGauges>();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, builder.Configuration))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddRuntimeInstrumentation())
            .WithTracing(traces => traces.AddSource(Measurements.Name).AddAspNetCoreInstrumentation(http =>
            {
                http.Filter = context => IsWorthATrace(context.Request.Path);
                http.EnrichWithHttpResponse = (span, _) => HidePath(span);
            }))
            .UseOtlpExporter();
    }

    /// <summary>A circuit lasts for hours, and health is asked all the time.</summary>
    private static bool IsWorthATrace(PathString path) =>
        !path.StartsWithSegments("/_blazor", StringComparison.Ordinal) && !path.StartsWithSegments("/health", StringComparison.Ordinal)
        && !path.StartsWithSegments("/_framework", StringComparison.Ordinal) && !path.StartsWithSegments("/_content", StringComparison.Ordinal);

    private static void HidePath(Activity span)
    {
        span.SetTag("url.path", span.GetTagItem("http.route") ?? "(no route)");
        span.SetTag("url.query", null);
    }

    private static void Describe(ResourceBuilder resource, IConfiguration configuration)
    {
        var isNamed = !string.IsNullOrEmpty(configuration["OTEL_SERVICE_NAME"])
            || configuration["OTEL_RESOURCE_ATTRIBUTES"]?.Contains("service.name=", StringComparison.Ordinal) == true;
        if (!isNamed)
        {
            resource.AddService("finops", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3));
        }
    }
}
