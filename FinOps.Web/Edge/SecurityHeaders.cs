using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Edge;

/// <summary>Puts the headers that tell browsers what not to do on every answer, faults included.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, IOptions<WebOptions> options, FormTargets targets)
{
    private const string Unused =
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), "
        + "magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

    private readonly string hsts = string.Create(CultureInfo.InvariantCulture, $"max-age={options.Value.HstsDays * 86_400L}");

    public Task InvokeAsync(HttpContext http)
    {
        var isDashboard = Edges.IsDashboard(http); // now, for the dashboard moves its path on

        // When the answer begins: a fault on the way clears what was set before.
        http.Response.OnStarting(() =>
        {
            Write(http, isDashboard);
            return Task.CompletedTask;
        });
        return next(http);
    }

    private void Write(HttpContext http, bool isDashboard)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Edges.IsForMachines(http) ? ContentPolicy.ForMachines : isDashboard ? ContentPolicy.ForDashboard : ContentPolicy.ForPages(http, targets.Origins);
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Unused;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["X-Permitted-Cross-Domain-Policies"] = "none";
        headers["X-Robots-Tag"] = "noindex, nofollow";
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        if (http.Request.IsHttps && options.Value.HstsDays > 0 && !IsThisMachine(http.Request.Host.Host))
        {
            headers.StrictTransportSecurity = hsts;
        }
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
