using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Edge;

/// <summary>The live connections of this process.</summary>
public sealed class LiveConnections(IOptions<WebOptions> options)
{
    private readonly ConcurrentDictionary<LiveConnection, bool> open = new();

    internal void Add(LiveConnection connection) => open.TryAdd(connection, true);

    internal void Remove(LiveConnection connection) => open.TryRemove(connection, out _);

    /// <summary>Ends those whose browser does not take or draw what it is sent.</summary>
    public void CutSlow()
    {
        var limit = TimeSpan.FromSeconds(options.Value.SlowReaderSeconds);
        foreach (var (connection, _) in open)
        {
            if (connection.Reader.IsSlow(limit))
            {
                connection.CutSlow();
            }
        }
    }
}

/// <summary>Looks every second for slow readers.</summary>
internal sealed class SlowReaders(LiveConnections connections, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            connections.CutSlow();
        }
    }
}
