using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using FinOps.Core.Enforcement;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Edge;

/// <summary>Holds callers to their pace: the API by key and address, signing in by address, everything else by person.</summary>
internal sealed class RateLimits(RequestDelegate next, IOptions<WebOptions> options, TimeProvider time)
{
    private const double BurstSeconds = 2;
    private readonly PaceTable keys = Even(options.Value.ApiCallsPerSecond, time);
    private readonly PaceTable apiAddresses = Even(options.Value.ApiCallsPerSecond * 2.0, time);
    private readonly PaceTable signIns = new(options.Value.SignInsPerMinute / 60.0, options.Value.SignInsPerMinute, time);
    private readonly PaceTable people = new(options.Value.PagesPerSecond, options.Value.PagesPerSecond * 6.0, time);

    public Task InvokeAsync(HttpContext http)
    {
        var (wait, door) = Take(http);
        return wait == TimeSpan.Zero ? next(http) : RefuseAsync(http, wait, door, DecisionReason.RateLimited);
    }

    /// <summary>429 with the whole seconds after which a call passes; it is noted in the decision log.</summary>
    public static Task RefuseAsync(HttpContext http, TimeSpan wait, string door, string reason)
    {
        Refusals.Note(http, door, reason);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.RetryAfter = seconds;
        return Results.Problem($"Too many requests. Try again in {seconds} s.", statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(http);
    }

    /// <summary>Who is counted: the signed-in person, else the address.</summary>
    public static string PersonOf(HttpContext http) =>
        http.User.FindFirst(CurrentActor.SubjectClaim)?.Value is { Length: > 0 } subject ? "p:" + subject : "a:" + Edges.AddressOf(http);

    private static PaceTable Even(double perSecond, TimeProvider time) => new(perSecond, Math.Max(1, perSecond * BurstSeconds), time);

    private (TimeSpan Wait, string Door) Take(HttpContext http)
    {
        var path = http.Request.Path;
        if (Edges.IsForMachines(http))
        {
            var byAddress = apiAddresses.Take(Edges.AddressOf(http));
            return (byAddress == TimeSpan.Zero && KeyOf(http.Request) is { } key ? keys.Take(key) : byAddress, DecisionDoor.Api);
        }

        if (path.StartsWithSegments("/sign-in", StringComparison.OrdinalIgnoreCase, out var rest) && (rest.HasValue || !HttpMethods.IsGet(http.Request.Method)))
        {
            return (signIns.Take(Edges.AddressOf(http)), DecisionDoor.SignIn);
        }

        // Files are cheap, and machines that watch the process must always get an answer.
        var isFree = http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase);
        return (isFree ? TimeSpan.Zero : people.Take(PersonOf(http)), DecisionDoor.Pages);
    }

    /// <summary>A fingerprint of the key that a caller shows, known or not; the key itself is not kept.</summary>
    private static string? KeyOf(HttpRequest request)
    {
        var shown = request.Headers["X-Api-Key"] is [{ Length: > 0 } key] ? key : request.Headers.Authorization.ToString();
        return shown.Length == 0 ? null : XxHash3.HashToUInt64(MemoryMarshal.AsBytes(shown.AsSpan())).ToString("x", CultureInfo.InvariantCulture);
    }
}
