using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FinOps.Tests.Host;

/// <summary>The real program leaves without losing what it was told.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private readonly RunningProgram program = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await program.DisposeAsync();

    [Fact]
    public async Task Terminated_WithAPostUnderWay_AcknowledgesItAndEndsWith0()
    {
        await program.StartAsync("--Shutdown:NotReadySeconds=2");
        var (first, rest) = (UsageLines.Batch(1, 200), UsageLines.Batch(2, 200));
        using var sender = new TcpClient();
        await sender.ConnectAsync(IPAddress.Loopback, program.Address.Port);
        await using var wire = sender.GetStream();
        await WriteAsync(wire, Head(first.Length + rest.Length) + first);

        program.Terminate();
        await NotReadyAsync();
        await GoneAsync();
        await WriteAsync(wire, rest);
        var answer = await new StreamReader(wire).ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("\"accepted\":400", answer, StringComparison.Ordinal);
        Assert.Equal(0, await program.ExitCodeAsync());
        await program.StartAsync();
        Assert.Equal([200L, 200L], (await program.RequestsByUserAsync()).Values);
    }

    [Fact]
    public async Task Terminated_BeforeItStops_StillTakesCallsButSaysItIsNotReady()
    {
        await program.StartAsync("--Shutdown:NotReadySeconds=60");

        program.Terminate();
        await NotReadyAsync();

        Assert.Equal(5, await program.PostAsync(UsageLines.Batch(3, 5)));
        program.Terminate();
        Assert.Equal(0, await program.ExitCodeAsync());
    }

    [Fact]
    public async Task Systemd_IsToldWhenItServesAndLeaves_AndItsWatchdogIsStroked()
    {
        var path = Path.Combine(program.Folder, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        program.Variables["NOTIFY_SOCKET"] = path;
        program.Variables["WATCHDOG_USEC"] = "400000";
        await program.StartAsync("--Shutdown:NotReadySeconds=1");

        // A slow start is alive before it is ready, so that both may come in any order and more than once.
        var told = new HashSet<string>();
        while (!told.IsSupersetOf(["READY=1", "WATCHDOG=1"]))
        {
            told.Add(await NextAsync(systemd));
        }

        program.Terminate();
        var last = await NextAsync(systemd);
        while (last == "WATCHDOG=1")
        {
            last = await NextAsync(systemd);
        }

        Assert.Equal(2, told.Count);
        Assert.Equal("STOPPING=1", last);
        Assert.Equal(0, await program.ExitCodeAsync());
    }

    private static async Task<string> NextAsync(Socket systemd)
    {
        var message = new byte[256];
        return Encoding.UTF8.GetString(message, 0, await systemd.ReceiveAsync(message));
    }

    /// <summary>The head of a post whose body is still on its way.</summary>
    private string Head(int length) => string.Create(
        CultureInfo.InvariantCulture,
        $"POST /api/v1/usage HTTP/1.1\r\nHost: {program.Address.Authority}\r\nAuthorization: {program.Caller.DefaultRequestHeaders.Authorization}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");

    private static async Task WriteAsync(NetworkStream wire, string text) => await wire.WriteAsync(Encoding.UTF8.GetBytes(text));

    private async Task NotReadyAsync()
    {
        while ((await program.Caller.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode != HttpStatusCode.ServiceUnavailable)
        {
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until no new caller is let in.</summary>
    private async Task GoneAsync()
    {
        while (true)
        {
            using var late = new TcpClient();
            try
            {
                await late.ConnectAsync(IPAddress.Loopback, program.Address.Port);
                await Task.Delay(50);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}
