namespace FinOps.Web.Edge;

/// <summary>Tells which side of the product a request is for.</summary>
internal static class Edges
{
    private const StringComparison AnyCase = StringComparison.OrdinalIgnoreCase;

    /// <summary>True for the API: answers are for programs.</summary>
    public static bool IsForMachines(HttpContext http) => http.Request.Path.StartsWithSegments("/api", AnyCase) || http.Request.Path.StartsWithSegments("/openapi", AnyCase);

    /// <summary>True for what a live page and the server say to each other.</summary>
    public static bool IsCircuit(HttpContext http) => http.Request.Path.StartsWithSegments("/_blazor", AnyCase);

    /// <summary>True for Hangfire's own pages.</summary>
    public static bool IsDashboard(HttpContext http) => http.Request.Path.StartsWithSegments("/jobs", AnyCase);

    public static bool IsWebSocket(HttpRequest request) =>
        HttpMethods.IsConnect(request.Method) || request.Headers.Upgrade.ToString().Contains("websocket", AnyCase);

    /// <summary>Where a request comes from, for counting; an IPv6 caller owns a whole /64.</summary>
    public static string AddressOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is null)
        {
            return "-";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }
}
