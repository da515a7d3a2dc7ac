using Microsoft.AspNetCore.SignalR;

namespace FinOps.Web.Edge;

/// <summary>
/// Makes a person whose pages send too many messages wait, and lets one person's pages work one after another rather than on all processors at once.
/// The next message is not read before this one is done, so they queue at the sender.
/// </summary>
internal sealed class CircuitPace(TimeProvider time) : IHubFilter
{
    /// <summary>Opening a page, or going to another, costs the server as much as this many ordinary messages.</summary>
    private const int PageCost = 20;

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (invocationContext.Context.GetHttpContext()?.Features.Get<LiveConnection>() is not { } connection)
        {
            return await next(invocationContext);
        }

        var method = invocationContext.HubMethodName;
        if (method == "OnRenderCompleted")
        {
            connection.Reader.NoteDrawn();
        }

        var gone = invocationContext.Context.ConnectionAborted;
        var mustGiveBack = false;
        try
        {
            if (connection.Visitor.PaceMessage(CostOf(method)) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, gone);
            }

            mustGiveBack = await connection.Visitor.TakeTurnAsync(gone);
            return await next(invocationContext);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return null; // nobody waits for it any more
        }
        finally
        {
            if (mustGiveBack)
            {
                connection.Visitor.GiveTurnBack();
            }
        }
    }

    private static int CostOf(string method) => method is "StartCircuit" or "ConnectCircuit" or "ResumeCircuit" or "UpdateRootComponents" or "OnLocationChanged" ? PageCost : 1;
}
