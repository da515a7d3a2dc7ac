using System.Net;
using System.Net.Sockets;
using System.Text;
using FinOps.Core.Outgoing;
using Microsoft.Extensions.Options;

namespace FinOps.Tests.Outgoing;

/// <summary>Requests to addresses that people configure reach the public internet, and nothing behind the console.</summary>
public sealed class OutgoingTests
{
    [Theory]
    [InlineData("http://example.com/")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com/")]
    [InlineData("https://user:pass@example.com/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://0x7f.0.0.1/")]
    [InlineData("https://0/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://172.31.255.255/")]
    [InlineData("https://192.168.0.1/")]
    [InlineData("https://100.100.100.200/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://2852039166/")]
    [InlineData("https://224.0.0.1/")]
    [InlineData("https://255.255.255.255/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[::ffff:a9fe:a9fe]/")]
    [InlineData("https://[::127.0.0.1]/")]
    [InlineData("https://[64:ff9b::7f00:1]/")]
    [InlineData("https://[2002:7f00:1::]/")]
    [InlineData("https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("https://[fe80::1]/")]
    [InlineData("https://[fec0::1]/")]
    [InlineData("https://[ff02::1]/")]
    [InlineData("https://[2001:db8::1]/")]
    [InlineData("not an address")]
    [InlineData("//example.com")]
    [InlineData("")]
    [InlineData(null)]
    public void Address_ThatIsNotPublicHttps_IsRefused(string? address) => Assert.NotNull(Addresses().Fault(address));

    [Theory]
    [InlineData("https://example.com/hook")]
    [InlineData("https://example.com:8443/hook")]
    [InlineData("https://93.184.215.14/")]
    [InlineData("https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/")]
    public void Address_ThatIsPublicHttps_IsAllowed(string address) => Assert.Null(Addresses().Fault(address));

    [Theory]
    [InlineData("https://hooks.example.com/", true)]
    [InlineData("https://HOOKS.example.com./", true)]
    [InlineData("https://a.chat.example/", true)]
    [InlineData("https://chat.example/", false)]
    [InlineData("https://evilchat.example/", false)]
    [InlineData("https://hooks.example.com.evil.example/", false)]
    [InlineData("https://example.com/", false)]
    [InlineData("https://mattermost.internal/", true)]
    public void Address_UnderAList_MustBeOnIt(string address, bool isAllowed) =>
        Assert.Equal(isAllowed, Addresses(o => (o.AllowedHosts, o.PrivateHosts) = ("hooks.example.com, *.chat.example", "mattermost.internal")).Fault(address) is null);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.5")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("93.184.215.14", "192.168.1.1")]
    public async Task Name_ThatLeadsInside_IsRefusedWhenConnecting(params string[] addresses)
    {
        using var http = Http(_ => { }, _ => addresses);

        var refused = await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(http, "https://innocent.example/"));

        Assert.Contains("leads into a private network", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_ThatChangesItsMind_IsAskedOnceForEachConnection()
    {
        using var server = new OneAnswer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        var asked = 0;
        using var http = Http(o => (o.AllowHttp, o.PrivateHosts) = (true, "hook.internal"), _ => ++asked == 1 ? ["127.0.0.1"] : ["203.0.113.1"]);

        using var answer = await GetAsync(http, $"http://hook.internal:{server.Port}/");

        Assert.Equal("ok", await answer.Content.ReadAsStringAsync());
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Answer_ThatRedirects_IsNotFollowed()
    {
        using var server = new OneAnswer("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
        using var http = Http(o => (o.AllowHttp, o.PrivateHosts) = (true, "hook.internal"), _ => ["127.0.0.1"]);

        using var answer = await GetAsync(http, $"http://hook.internal:{server.Port}/");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    [Fact]
    public async Task Address_ThatIsRefused_IsNotEvenResolved()
    {
        var asked = 0;
        using var http = Http(o => o.AllowedHosts = "hooks.example.com", _ =>
        {
            asked++;
            return ["93.184.215.14"];
        });

        await Assert.ThrowsAsync<OutgoingRefusedException>(() => GetAsync(http, "https://evil.example/"));

        Assert.Equal(0, asked);
    }

    private static OutgoingAddresses Addresses(Action<OutgoingOptions>? set = null) => new(Options.Create(Settings(set)));

    private static OutgoingHttp Http(Action<OutgoingOptions> set, Func<string, string[]> resolve) =>
        new(Addresses(set), Options.Create(Settings(set)), (host, _) => Task.FromResult(resolve(host).Select(IPAddress.Parse).ToArray()));

    private static OutgoingOptions Settings(Action<OutgoingOptions>? set)
    {
        var options = new OutgoingOptions();
        set?.Invoke(options);
        return options;
    }

    private static async Task<HttpResponseMessage> GetAsync(OutgoingHttp http, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await http.SendAsync(request, CancellationToken.None);
    }

    /// <summary>A server that gives one answer, as text.</summary>
    private sealed class OneAnswer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);

        public OneAnswer(string answer)
        {
            listener.Start();
            _ = Task.Run(async () =>
            {
                using var caller = await listener.AcceptTcpClientAsync();
                var stream = caller.GetStream();
                _ = await stream.ReadAsync(new byte[4096]);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
                await stream.FlushAsync();
                caller.Client.Shutdown(SocketShutdown.Send);
                _ = await stream.ReadAsync(new byte[1]);
            });
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public void Dispose() => listener.Dispose();
    }
}
