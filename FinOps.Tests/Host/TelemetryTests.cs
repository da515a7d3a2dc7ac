using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FinOps.Core.Operations;
using FinOps.Tests.Imports;

namespace FinOps.Tests.Host;

public sealed partial class TelemetryTests : IAsyncLifetime
{
    private static readonly string Docs = File.ReadAllText(Path.Combine(Repository.Root, "docs", "monitoring.md"));
    private readonly RunningProgram program = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await program.DisposeAsync();

    [Fact]
    public void Instruments_AreDocumented_WithTheirUnits()
    {
        var instruments = new List<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.Add(instrument) };
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(Measurements).TypeHandle);
        listener.Start();

        var own = instruments.Where(i => i.Meter.Name == Measurements.Name).DistinctBy(i => i.Name).ToList();

        Assert.True(own.Count >= 6);
        Assert.All(own, i => Assert.Contains($"| `{i.Name}` | `{i.Unit}` |", Docs, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_IsCounted_ByWhatBecameOfItsLines()
    {
        var counted = new ConcurrentQueue<(string Name, long Value, string Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == Measurements.Name)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => counted.Enqueue((instrument.Name, value, string.Join(',', tags.ToArray().Select(t => $"{t.Key}={t.Value}")))));
        listener.Start();
        await using var core = await CoreFixture.StartAsync();

        await core.ImportAsync("a.ndjson", UsageLines.Line("secret-user", "r1") + UsageLines.Line("secret-user", "r1") + "{broken\n" + UsageLines.Line("secret-user", "r2"));

        Assert.Contains(("finops.import.records", 2L, "finops.import.outcome=new"), counted);
        Assert.Contains(("finops.import.records", 1L, "finops.import.outcome=duplicate"), counted);
        Assert.Contains(("finops.import.records", 1L, "finops.import.outcome=quarantined"), counted);
        Assert.DoesNotContain(counted, c => c.Tags.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Collector_ThatIsNamed_GetsMetricsSpansAndLogs_WithoutNamesFromOutside()
    {
        using var collector = new HttpListener();
        var port = FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        var received = new ConcurrentDictionary<string, StringBuilder>();
        var receiving = ReceiveAsync(collector, received);
        program.Variables["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
        program.Variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        await program.StartAsync($"--Telemetry:OtlpEndpoint=http://127.0.0.1:{port}", "--Logging:LogLevel:FinOps=Information", "--Shutdown:NotReadySeconds=0");

        await program.PostAsync(UsageLines.Line("outside-user", "outside-request").Replace("acme", "outside-tenant", StringComparison.Ordinal));
        await program.Caller.GetStringAsync(new Uri("/api/v1/costs?group_by=tenant&tenant=outside-tenant", UriKind.Relative));
        program.Terminate();
        Assert.Equal(0, await program.ExitCodeAsync());
        collector.Stop();
        await receiving;

        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], received.Keys.Order(StringComparer.Ordinal));
        var all = string.Concat(received.Values);
        Assert.Contains("finops.import.records", all, StringComparison.Ordinal);
        Assert.Contains("finops.import.lag", all, StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", all, StringComparison.Ordinal);
        Assert.Contains("/api/v1/costs", all, StringComparison.Ordinal);
        Assert.DoesNotMatch(Outside(), all);
    }

    private static async Task ReceiveAsync(HttpListener collector, ConcurrentDictionary<string, StringBuilder> received)
    {
        try
        {
            while (true)
            {
                var call = await collector.GetContextAsync();
                using var body = new StreamReader(call.Request.InputStream, Encoding.Latin1);
                received.GetOrAdd(call.Request.Url!.AbsolutePath, _ => new StringBuilder()).Append(await body.ReadToEndAsync());
                call.Response.ContentType = "application/x-protobuf";
                call.Response.Close();
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [GeneratedRegex("outside-(user|request|tenant)")]
    private static partial Regex Outside();
}
