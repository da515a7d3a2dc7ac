using System.Globalization;
using FinOps.Core.Enforcement;

namespace FinOps.Web.Edge;

/// <summary>Refuses methods that nothing here answers, circuits that a page of another site asks for, and those that are asked for all the time.</summary>
internal sealed class RequestGuard(RequestDelegate next, HandshakePace handshakes)
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

        if (isCircuit && await handshakes.TakeOrWaitAsync(http) is var wait && wait > TimeSpan.Zero)
        {
            await RefuseAsync(http, wait);
            return;
        }

        await next(http);
    }

    /// <summary>A short answer, for nobody reads it: those who are held back here are programs, or pages that try again by themselves.</summary>
    private static Task RefuseAsync(HttpContext http, TimeSpan wait)
    {
        Refusals.Note(http, DecisionDoor.LivePages, DecisionReason.RateLimited);
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }

    /// <summary>Browsers always name the origin of a WebSocket, and of a post; it must be exactly the address that was called.</summary>
    private static bool IsFromHere(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 ? !Edges.IsWebSocket(request) : string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
    }
}
