namespace FinOps.Core.Pricing.Rerating;

/// <summary>Reads and rates the next batch while the last one is being stored.</summary>
internal sealed class RerateReading(IRerateStore store, RerateFilter filter, long throughId, int most, CancellationToken cancellation) : IAsyncDisposable
{
    private RerateBatch current = new();
    private RerateBatch ahead = new();
    private IRecordRater? rater;
    private Task reading = Task.CompletedTask;

    /// <summary>Begins behind an id; what was read ahead is forgotten.</summary>
    public async Task StartAsync(long afterId, IRecordRater with)
    {
        await DisposeAsync();
        rater = with;
        reading = ReadAsync(ahead, afterId);
    }

    /// <summary>The next batch. It stays as it is until the one behind it is asked for.</summary>
    public async Task<RerateBatch> NextAsync()
    {
        await reading;
        (current, ahead) = (ahead, current);
        reading = current.IsLast ? Task.CompletedTask : ReadAsync(ahead, current.EndId);
        return current;
    }

    /// <summary>Waits until the store is not read any more.</summary>
    public async ValueTask DisposeAsync() => await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private Task ReadAsync(RerateBatch into, long afterId) =>
        Task.Run(() => store.Read(filter, afterId, throughId, most, rater!, into, cancellation), CancellationToken.None);
}
