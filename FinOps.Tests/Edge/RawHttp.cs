using System.Net.Sockets;
using System.Text;

namespace FinOps.Tests.Edge;

/// <summary>Requests as text, for what no HTTP client would send.</summary>
internal static class RawHttp
{
    /// <summary>Sends a request without a body and reads the answer's head.</summary>
    public static async Task<RawAnswer> SendAsync(Uri address, string method, string path, params string[] headers)
    {
        using var socket = new TcpClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await socket.ConnectAsync(address.Host, address.Port, patience.Token);
        var stream = socket.GetStream();
        var lines = headers.Any(h => h.StartsWith("Host:", StringComparison.Ordinal)) ? headers : [$"Host: {address.Authority}", .. headers];
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\n{string.Join("\r\n", lines)}\r\n\r\n"), patience.Token);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, patience.Token) > 0)
        {
            head.Append((char)one[0]);
        }

        return new RawAnswer(head.ToString());
    }

    /// <summary>Asks for a WebSocket.</summary>
    public static Task<RawAnswer> UpgradeAsync(Uri address, string path, params string[] headers) =>
        SendAsync(address, "GET", path, ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", .. headers]);
}

internal sealed record RawAnswer(string Head)
{
    public int Status => int.Parse(Head.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    public string? Header(string name) => Head.Split("\r\n").FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
