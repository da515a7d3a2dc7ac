using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;

namespace FinOps.Web.Edge;

/// <summary>Hands frames on no faster than a person may send them, whatever they hold; the rest waits in the network, at the sender's cost.</summary>
internal sealed class PacedWebSocket(WebSocket inner, Func<TimeSpan> pace, TimeProvider time) : WebSocket
{
    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

    public override string? CloseStatusDescription => inner.CloseStatusDescription;

    public override WebSocketState State => inner.State;

    public override string? SubProtocol => inner.SubProtocol;

    public override void Abort() => inner.Abort();

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override void Dispose() => inner.Dispose();

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var frame = await inner.ReceiveAsync(buffer, cancellationToken);
        await WaitAsync(cancellationToken);
        return frame;
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var frame = await inner.ReceiveAsync(buffer, cancellationToken);
        if (!buffer.IsEmpty)
        {
            await WaitAsync(cancellationToken); // an empty buffer only waits for data
        }

        return frame;
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) => inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) => inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

    private async ValueTask WaitAsync(CancellationToken cancellation)
    {
        if (pace() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellation);
        }
    }
}

/// <summary>Accepts WebSockets that keep a person's pace.</summary>
internal sealed class PacedWebSockets(IHttpWebSocketFeature inner, Func<TimeSpan> pace, TimeProvider time) : IHttpWebSocketFeature
{
    public bool IsWebSocketRequest => inner.IsWebSocketRequest;

    public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => new PacedWebSocket(await inner.AcceptAsync(context), pace, time);
}
