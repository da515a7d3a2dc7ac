using System.Threading.Channels;
using FinOps.Core.Costs;
using FinOps.Core.Operations;
using FinOps.Core.Pricing;
using FinOps.Core.Usage.Readers;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Usage;

/// <summary>Moves a log into the database: one thread reads, validates and prices the next batch while another writes the last one.</summary>
internal sealed class UsageIngestor(PriceBook prices, IUsageStores stores, CostFeed feed, IOptions<UsageOptions> options, TimeProvider time)
{
    private const int BatchesInFlight = 3;
    private static readonly TimeSpan ReaderPatience = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads to the end of the source. Each transaction holds a few batches; <paramref name="onCommitted"/> runs after each commit.</summary>
    /// <param name="source">The lines.</param>
    /// <param name="importFileId">The row that tells how it went.</param>
    /// <param name="onCommitted">Called after each commit.</param>
    /// <param name="binding">What the sender may send; null for everything.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>True when the source was read to its end; false when someone asked this import to stop.</returns>
    public async Task<bool> IngestAsync(IUsageLineSource source, int importFileId, Action<CommitOutcome> onCommitted, SenderBinding? binding, CancellationToken cancellation)
    {
        var snapshot = await prices.CurrentAsync(cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var free = Channel.CreateUnbounded<RatedBatch>();
        var ready = Channel.CreateBounded<RatedBatch>(BatchesInFlight);
        for (var i = 0; i < BatchesInFlight; i++)
        {
            await free.Writer.WriteAsync(new RatedBatch(), stop.Token);
        }

        var reading = Task.Run(() => ReadAsync(source, binding, snapshot, free.Reader, ready.Writer, stop.Token), CancellationToken.None);
        try
        {
            return await Task.Run(() => WriteAsync(importFileId, onCommitted, ready.Reader, free.Writer, stop.Token), CancellationToken.None);
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task ReadAsync(
        IUsageLineSource source, SenderBinding? binding, PriceSnapshot snapshot, ChannelReader<RatedBatch> free, ChannelWriter<RatedBatch> ready, CancellationToken cancellation)
    {
        try
        {
            var parser = new UsageParser(options.Value, time);
            var rater = new UsageRater(snapshot);
            while (true)
            {
                var batch = await free.ReadAsync(cancellation);
                batch.Clear();
                if (!source.Fill(batch.Lines, cancellation))
                {
                    break;
                }

                batch.Count = parser.Parse(batch.Lines, batch.Reports);
                binding?.Apply(batch);
                batch.UnknownFields = parser.UnknownFields.Count == 0 ? null : string.Join(", ", parser.UnknownFields);

                // A price that is added while a long log is read counts for the rest of it.
                rater.Use(await prices.CurrentAsync(cancellation));
                rater.Rate(batch);
                await ready.WriteAsync(batch, cancellation);
            }

            ready.Complete();
        }
        catch (Exception e)
        {
            ready.Complete(e);
        }
    }

    private async Task<bool> WriteAsync(
        int importFileId, Action<CommitOutcome> onCommitted, ChannelReader<RatedBatch> ready, ChannelWriter<RatedBatch> free, CancellationToken cancellation)
    {
        using var store = stores.Open(importFileId);
        await foreach (var batch in ready.ReadAllAsync(cancellation))
        {
            var wasFull = batch.Lines.IsFull;
            _ = ReleaseAsync(store.Append(batch, cancellation), batch, free);
            if (!store.IsFull && await HasMoreAsync(wasFull, ready, cancellation))
            {
                // More is waiting: one larger transaction is cheaper. A slow sender is committed at once.
                continue;
            }

            var outcome = store.Commit();
            Measurements.CountImported(outcome.New, outcome.Duplicates, outcome.Quarantined, outcome.Unpriced);
            feed.Publish(outcome.Version);
            onCommitted(outcome);
            if (outcome.IsCancelRequested)
            {
                return false;
            }
        }

        store.Finish(cancellation);
        return true;
    }

    /// <summary>Whether another batch is there, or about to be: behind a full batch the reader is usually only a moment away.</summary>
    private static async Task<bool> HasMoreAsync(bool wasFull, ChannelReader<RatedBatch> ready, CancellationToken cancellation)
    {
        if (!wasFull || ready.TryPeek(out _))
        {
            return ready.TryPeek(out _);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(ReaderPatience);
        try
        {
            return await ready.WaitToReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Hands a batch back once the store is done with it; what went wrong shows at the commit.</summary>
    private static async Task ReleaseAsync(Task done, RatedBatch batch, ChannelWriter<RatedBatch> free)
    {
        await done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        free.TryWrite(batch);
    }
}
