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
            for (var wait = gate.Pace(person); wait > TimeSpan.Zero; wait = gate.Pace(person))
            {
                await Task.Delay(wait, time, invocationContext.Context.ConnectionAborted);
            }
        }

        return await next(invocationContext);
    }
}
