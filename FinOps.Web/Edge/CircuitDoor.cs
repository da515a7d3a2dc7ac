using FinOps.Core.Enforcement;
using Microsoft.AspNetCore.Http.Features;

namespace FinOps.Web.Edge;

/// <summary>Lets only signed-in people open live pages, only over WebSockets, and only as many as there is room for.</summary>
internal sealed class CircuitDoor(RequestDelegate next, CircuitGate gate, LiveConnections connections, HandshakePace handshakes, TimeProvider time)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext http)
    {
        if (!Edges.IsCircuit(http) || http.Request.Path.StartsWithSegments("/_blazor/initializers", StringComparison.OrdinalIgnoreCase))
        {
            await next(http);
            return;
        }

        if (http.User.Identity?.IsAuthenticated != true)
        {
            await Results.Problem("Sign in first.", statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(http);
            return;
        }

        var person = RateLimits.PersonOf(http);
        if (Edges.IsWebSocket(http.Request))
        {
            await ServeAsync(http, person);
        }
        else if (!http.Request.Path.StartsWithSegments("/_blazor/negotiate", StringComparison.OrdinalIgnoreCase))
        {
            // Other transports hold no connection that could be counted.
            await Results.Problem("Live pages need WebSockets.", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(http);
        }
        else if (gate.HasRoom(person))
        {
            await next(http);
        }
        else
        {
            await RefuseAsync(http);
        }
    }

    private Task RefuseAsync(HttpContext http)
    {
        handshakes.Charge(http, HandshakePace.RefusalCost);
        return RateLimits.RefuseAsync(http, TryAgain, DecisionDoor.LivePages, DecisionReason.TooManyLivePages);
    }

    private async Task ServeAsync(HttpContext http, string person)
    {
        if (gate.Enter(person) is not { } visitor)
        {
            await RefuseAsync(http);
            return;
        }

        var connection = new LiveConnection(http, visitor, handshakes, time);
        http.Features.Set(connection);
        if (http.Features.Get<IHttpWebSocketFeature>() is { } sockets)
        {
            http.Features.Set<IHttpWebSocketFeature>(new WatchedWebSockets(sockets, connection));
        }

        connections.Add(connection);
        try
        {
            await next(http);
        }
        finally
        {
            connections.Remove(connection);
            connection.End();
            gate.Leave(visitor);
        }
    }
}
