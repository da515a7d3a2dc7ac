using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using FinOps.Core.Enforcement;
using FinOps.Tests.Host;
using FinOps.Web.Edge;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Edge;

/// <summary>Connections of live pages that send without end, at the ordinary settings.</summary>
public sealed class FloodTests(AppFixture app) : IClassFixture<AppFixture>
{
    public static TheoryData<string, byte[]> Floods => new()
    {
        { "Viewer", [0x82, 0x83, 0, 0, 0, 0, 2, 0x91, 6] }, // pings of the hub
        { "Finance", [0x89, 0x80, 0, 0, 0, 0] }, // pings of the WebSocket, which the platform answers by itself
        { "Admin", [0x82, 0x80, 0, 0, 0, 0] }, // empty messages
    };

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task Connection_ThatSendsWithoutEnd_IsHeldBackThenEndedAndNoted(string role, byte[] frame)
    {
        var gate = app.Services.GetRequiredService<CircuitGate>();
        var cookies = await app.CookiesAsync(role);
        using (var socket = await OpenAsync(cookies))
        {
            var stream = socket.GetStream();
            var flood = Enumerable.Repeat(frame, 1_000).SelectMany(f => f).ToArray();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var answers = DrainAsync(stream, patience.Token);
            try
            {
                while (!answers.IsCompleted)
                {
                    await stream.WriteAsync(flood, patience.Token);
                }
            }
            catch (IOException)
            {
                // Cut off while sending.
            }

            await answers;
        }

        await UntilAsync(() => gate.Open == 0);
        await app.Services.GetRequiredService<DecisionLog>().SaveAsync(default);
        using var admin = await app.SignedInAsync("Admin");
        Assert.Contains($"live-pages,too_many_messages,{role.ToLowerInvariant()},", await admin.GetStringAsync("/audit/decisions/export?reason=too_many_messages"), StringComparison.Ordinal);

        // What one connection did does not keep the person from opening another.
        using var next = await OpenAsync(cookies);
    }

    [Fact]
    public async Task Connection_WithATooLargeMessage_IsToldWhy()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", await app.CookiesAsync("On-call"));
        socket.Options.SetRequestHeader("Origin", app.Address.GetLeftPart(UriPartial.Authority));
        await socket.ConnectAsync(new Uri($"ws://{app.Address.Authority}/_blazor"), CancellationToken.None);
        await socket.SendAsync(new byte[1024 * 1024], WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
        await socket.SendAsync(new byte[2_048], WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);

        var end = await socket.ReceiveAsync(new byte[100], CancellationToken.None);

        Assert.Equal(WebSocketMessageType.Close, end.MessageType);
        Assert.Equal((WebSocketCloseStatus.MessageTooBig, "The message is too large."), (socket.CloseStatus, socket.CloseStatusDescription));
    }

    private async Task<TcpClient> OpenAsync(string cookies)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(app.Address.Host, app.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", "GET /_blazor HTTP/1.1", $"Host: {app.Address.Authority}", $"Origin: {app.Address.GetLeftPart(UriPartial.Authority)}", $"Cookie: {cookies}",
            "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "")));
        var head = new byte[12];
        await stream.ReadExactlyAsync(head);
        Assert.Equal("HTTP/1.1 101", Encoding.ASCII.GetString(head));
        var greeting = Encoding.ASCII.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e");
        await stream.WriteAsync((byte[])[0x81, (byte)(0x80 | greeting.Length), 0, 0, 0, 0, .. greeting]);
        return socket;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Reads until the server ends the connection.</summary>
    private static async Task DrainAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await stream.ReadAsync(buffer, cancellation) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Cut off.
        }
    }
}
