namespace FinOps.Web.Edge;

/// <summary>Refuses methods that nothing here answers, and circuits that a page of another site asks for.</summary>
internal sealed class RequestGuard(RequestDelegate next)
{
    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal) { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" };

    public async Task InvokeAsync(HttpContext http)
    {
        var isCircuit = Edges.IsCircuit(http);
        if (!Methods.Contains(http.Request.Method) && !(isCircuit && HttpMethods.IsConnect(http.Request.Method)))
        {
            await Results.Problem("This method is not allowed here.", statusCode: StatusCodes.Status405MethodNotAllowed).ExecuteAsync(http);
            return;
        }

        if (isCircuit && !IsFromHere(http.Request))
        {
            await Results.Problem("Pages of other sites may not open a circuit.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(http);
            return;
        }

        await next(http);
    }

    /// <summary>Browsers always name the origin of a WebSocket, and of a post; it must be exactly the address that was called.</summary>
    private static bool IsFromHere(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 ? !Edges.IsWebSocket(request) : string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
    }
}
