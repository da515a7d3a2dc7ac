using System.Text.Json.Serialization;
using FinOps.Core.Access;
using FinOps.Web.Access;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FinOps.Web.Host;

/// <summary>How one part of the program is.</summary>
public sealed record HealthPart([property: JsonPropertyName("status")] string Status, [property: JsonPropertyName("detail")] string? Detail);

/// <summary>How the program is, with its parts.</summary>
public sealed record HealthDetails([property: JsonPropertyName("status")] string Status, [property: JsonPropertyName("checks")] IReadOnlyDictionary<string, HealthPart> Checks);

/// <summary>
/// For machines that watch the process: <c>/health/live</c> says that it runs, <c>/health/ready</c> whether to send it calls. Anyone gets the word
/// alone (Healthy, Degraded or Unhealthy); administrators and keys that may read get the reasons.
/// </summary>
public static class Health
{
    private static readonly ApiAccess Reasons = new(ApiScope.Read, Permission.Administer);

    public static IServiceCollection AddHealth(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<HealthOptions>().Bind(configuration.GetSection(HealthOptions.Section));
        services.AddHealthChecks()
            .AddCheck<DrainCheck>("serving")
            .AddCheck<DatabaseCheck>("database")
            .AddCheck<JobsCheck>("jobs")
            .AddCheck<IngestCheck>("ingest")
            .AddCheck<DiskCheck>("disk");
        return services.AddSingleton<Readiness>();
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text(nameof(HealthStatus.Healthy))).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/health/ready", async (HttpContext http, Readiness readiness, ApiDoor door) =>
            Answer(http, await readiness.ReadAsync(http.RequestAborted), await MaySeeDetailsAsync(http, door))).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>The word, or with details all parts. 503 only for a program that should get no calls; a degraded one still serves.</summary>
    internal static IResult Answer(HttpContext http, HealthReport report, bool withDetails)
    {
        http.Response.Headers.CacheControl = "no-store";
        var code = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return withDetails ? Results.Json(Details(report), statusCode: code) : Results.Text(report.Status.ToString(), statusCode: code);
    }

    private static HealthDetails Details(HealthReport report) => new(
        report.Status.ToString(),
        report.Entries.ToDictionary(e => e.Key, e => new HealthPart(e.Value.Status.ToString(), e.Value.Description ?? e.Value.Exception?.Message), StringComparer.Ordinal));

    private static async Task<bool> MaySeeDetailsAsync(HttpContext http, ApiDoor door)
    {
        var isKnown = await door.RefuseAsync(http, Reasons) is null;
        http.Response.Headers.WWWAuthenticate = default;
        return isKnown;
    }
}
