using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FinOps.Tests.Alerts;

/// <summary>What a receiver got.</summary>
internal sealed record Received(string Path, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Delivery => Headers.GetValueOrDefault("X-FinOps-Delivery") ?? "";
}

/// <summary>A real HTTP server on loopback that writes down what it is sent.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private Receiver(WebApplication app) => this.app = app;

    public ConcurrentQueue<Received> All { get; } = [];

    /// <summary>What it took: everything that it answered with a success.</summary>
    public ConcurrentQueue<Received> Taken { get; } = [];

    /// <summary>How it answers.</summary>
    public Func<Received, (int Status, string Text)> Answer { get; set; } = _ => (200, "ok");

    public string Address => app.Urls.First();

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var receiver = new Receiver(builder.Build());
        receiver.app.Run(receiver.TakeAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var received = new Received(http.Request.Path, await reader.ReadToEndAsync(), http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        All.Enqueue(received);
        var (status, text) = Answer(received);
        if (status < 300)
        {
            Taken.Enqueue(received);
        }

        http.Response.StatusCode = status;
        if (status is >= 300 and < 400)
        {
            http.Response.Headers.Location = "http://169.254.169.254/";
        }

        await http.Response.WriteAsync(text);
    }
}
