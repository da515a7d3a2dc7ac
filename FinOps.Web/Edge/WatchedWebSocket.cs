using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;

namespace FinOps.Web.Edge;

/// <summary>Sees drawings on their way to the browser, before they are compressed.</summary>
internal sealed class WatchedWebSocket(WebSocket inner, LiveConnection connection) : WebSocket
{
    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

    public override string? CloseStatusDescription => inner.CloseStatusDescription;

    public override WebSocketState State => inner.State;

    public override string? SubProtocol => inner.SubProtocol;

    /// <summary>The name of the message that carries a drawing.</summary>
    private static ReadOnlySpan<byte> Drawing => "JS.RenderBatch"u8;

    public override void Abort() => inner.Abort();

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override void Dispose() => inner.Dispose();

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => inner.ReceiveAsync(buffer, cancellationToken);

    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => inner.ReceiveAsync(buffer, cancellationToken);

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync((ReadOnlyMemory<byte>)buffer, messageType, endOfMessage, cancellationToken).AsTask();

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        if (buffer.Span.IndexOf(Drawing) >= 0)
        {
            connection.Reader.NoteDrawing();
        }

        return inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);
    }
}

/// <summary>Accepts WebSockets that are watched.</summary>
internal sealed class WatchedWebSockets(IHttpWebSocketFeature inner, LiveConnection connection) : IHttpWebSocketFeature
{
    public bool IsWebSocketRequest => inner.IsWebSocketRequest;

    public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
    {
        var socket = await inner.AcceptAsync(context);
        connection.Socket = socket;
        return new WatchedWebSocket(socket, connection);
    }
}
