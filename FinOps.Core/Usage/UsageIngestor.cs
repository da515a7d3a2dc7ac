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
    private static readonly TimeSpan ReaderPatience = TimeSpan.FromMilliseconds(200);
    private readonly RatedBatchPool pool = new();

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
        var inFlight = new BatchesInFlight(pool);
        var ready = Channel.CreateBounded<RatedBatch>(BatchesInFlight.Most);
        var reading = Task.Run(() => ReadAsync(source, binding, snapshot, inFlight, ready.Writer, stop.Token), CancellationToken.None);
        bool isComplete;
        try
        {
            isComplete = await Task.Run(() => WriteAsync(importFileId, onCommitted, ready.Reader, inFlight, stop.Token), CancellationToken.None);
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        // Only now nobody uses them any more; after a failure that is not known.
        inFlight.Return();
        return isComplete;
    }

    private async Task ReadAsync(
        IUsageLineSource source, SenderBinding? binding, PriceSnapshot snapshot, BatchesInFlight inFlight, ChannelWriter<RatedBatch> ready, CancellationToken cancellation)
    {
        try
        {
            var parser = new UsageParser(options.Value, time);
            var rater = new UsageRater(snapshot);
            while (true)
            {
                var batch = await inFlight.TakeAsync(cancellation);
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
        int importFileId, Action<CommitOutcome> onCommitted, ChannelReader<RatedBatch> ready, BatchesInFlight inFlight, CancellationToken cancellation)
    {
        using var store = stores.Open(importFileId);
        await foreach (var batch in ready.ReadAllAsync(cancellation))
        {
            var wasFull = batch.Lines.IsFull;
            await store.BeginAsync(cancellation);
            _ = ReleaseAsync(store.Append(batch, cancellation), batch, inFlight);
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

        await store.FinishAsync(cancellation);
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
    private static async Task ReleaseAsync(Task done, RatedBatch batch, BatchesInFlight inFlight)
    {
        await done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        inFlight.Release(batch);
    }
}
