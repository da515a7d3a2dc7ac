using System.Net;
using System.Net.WebSockets;
using System.Text;
using FinOps.Tests.Host;

namespace FinOps.Tests.Edge;

/// <summary>A page that misbehaves on its open connection costs others nothing.</summary>
public sealed class HostilePageTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task LivePage_ThatChattersInEmptyFrames_IsReadAtItsPaceWhileOthersAreServed()
    {
        var cookies = await app.CookiesAsync("On-call");
        using var chatter = await OpenAsync(app, cookies);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await chatter.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, patience.Token);
        var flood = Task.Run(async () =>
        {
            byte[] ping = [2, 0x91, 6];
            for (var i = 0; i < 5_000_000 && !patience.IsCancellationRequested; i++)
            {
                await chatter.SendAsync(ping, WebSocketMessageType.Binary, true, patience.Token);
            }
        });

        using var person = await app.SignedInAsync("Finance");
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/tenants")).StatusCode);
        }

        // 600 frames a second and a burst of 2,400: millions take hours, however fast they are sent.
        Assert.False(flood.IsCompletedSuccessfully);
        await patience.CancelAsync();
        chatter.Abort();
        await Assert.ThrowsAnyAsync<Exception>(() => flood);
    }

    private static async Task<ClientWebSocket> OpenAsync(AppFixture app, string cookies)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookies);
        socket.Options.SetRequestHeader("Origin", app.Address.GetLeftPart(UriPartial.Authority));
        await socket.ConnectAsync(new Uri($"ws://{app.Address.Authority}/_blazor"), CancellationToken.None);
        return socket;
    }
}
