using Microsoft.AspNetCore.SignalR;

namespace FinOps.Web.Edge;

/// <summary>Makes a person whose pages send too many messages wait. The next message is not read before this one is done, so they queue at the sender.</summary>
internal sealed class CircuitPace(CircuitGate gate, TimeProvider time) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (invocationContext.Context.GetHttpContext() is { } http)
        {
            var person = RateLimits.PersonOf(http);
            if (gate.Pace(person) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, invocationContext.Context.ConnectionAborted);
            }
        }

        return await next(invocationContext);
    }
}
