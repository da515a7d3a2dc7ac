using Microsoft.AspNetCore.Http.Features;

namespace FinOps.Web.Edge;

/// <summary>The bytes of a live page's connection: those that arrive are handed on no faster than their person may send, those that leave are watched for how long they take.</summary>
internal sealed class MeteredStream(Stream inner, LiveConnection connection) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return read == 0 || await connection.AdmitAsync(buffer[..read], cancellationToken) ? read : 0; // ends the connection
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        connection.Reader.BeginWriting();
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            connection.Reader.EndWriting();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Puts a <see cref="MeteredStream"/> under the WebSocket of a live page, whichever version of HTTP it came by.</summary>
internal sealed class MeteredUpgrade(HttpContext http, IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect) : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    /// <summary>Comes before the middleware that makes WebSockets, which takes the features as it finds them.</summary>
    public static Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (Edges.IsCircuit(http) && Edges.IsWebSocket(http.Request))
        {
            var (upgrade, connect) = (http.Features.Get<IHttpUpgradeFeature>(), http.Features.Get<IHttpExtendedConnectFeature>());
            var metered = new MeteredUpgrade(http, upgrade, connect);
            if (upgrade is not null)
            {
                http.Features.Set<IHttpUpgradeFeature>(metered);
            }

            if (connect is not null)
            {
                http.Features.Set<IHttpExtendedConnectFeature>(metered);
            }
        }

        return next(http);
    }

    public bool IsUpgradableRequest => upgrade?.IsUpgradableRequest == true;

    public bool IsExtendedConnect => connect?.IsExtendedConnect == true;

    public string? Protocol => connect?.Protocol;

    public async Task<Stream> UpgradeAsync() => Meter(await upgrade!.UpgradeAsync());

    public async ValueTask<Stream> AcceptAsync() => Meter(await connect!.AcceptAsync());

    private Stream Meter(Stream stream) => http.Features.Get<LiveConnection>() is { } connection ? new MeteredStream(stream, connection) : stream;
}
