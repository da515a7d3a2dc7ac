using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Outgoing;

/// <summary>
/// Sends requests to addresses that people configured. The name is resolved once, its addresses are judged, and the connection goes to one of
/// just these, so that a name that leads elsewhere a moment later gains nothing. No redirects, no proxy, no cookies.
/// </summary>
public sealed class OutgoingHttp : IDisposable
{
    private static readonly TimeSpan NameLifetime = TimeSpan.FromMinutes(5);
    private readonly HttpMessageInvoker invoker;
    private readonly TimeSpan timeout;

    public OutgoingHttp(OutgoingAddresses addresses, IOptions<OutgoingOptions> options)
        : this(addresses, options, (host, cancellation) => Dns.GetHostAddressesAsync(host, cancellation))
    {
    }

    internal OutgoingHttp(OutgoingAddresses addresses, IOptions<OutgoingOptions> options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds);
        invoker = new HttpMessageInvoker(new Guard(addresses, new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = timeout,
            PooledConnectionLifetime = NameLifetime,
            MaxResponseHeadersLength = 16,
            ConnectCallback = (context, cancellation) => ConnectAsync(addresses, resolve, context.DnsEndPoint, cancellation),
        }));
    }

    /// <summary>Sends a request; the answer's body is read by the caller, up to where it wants.</summary>
    /// <exception cref="OutgoingRefusedException">The address may not be called.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        return await invoker.SendAsync(request, limit.Token).ConfigureAwait(false);
    }

    public void Dispose() => invoker.Dispose();

    private static async ValueTask<Stream> ConnectAsync(
        OutgoingAddresses addresses, Func<string, CancellationToken, Task<IPAddress[]>> resolve, DnsEndPoint target, CancellationToken cancellation)
    {
        var host = target.Host.Trim('[', ']');
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellation).ConfigureAwait(false);
        if (addresses.Fault(host.TrimEnd('.'), found) is { } fault)
        {
            throw new OutgoingRefusedException(fault);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, target.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Guard(OutgoingAddresses addresses, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            addresses.Fault(request.RequestUri!) is { } fault ? throw new OutgoingRefusedException(fault) : base.SendAsync(request, cancellationToken);
    }
}
