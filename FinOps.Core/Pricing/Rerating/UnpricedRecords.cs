using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>What a pick-up of unpriced records did.</summary>
/// <param name="Records">Records that have a price now.</param>
/// <param name="CostNanos">By how much that raised the total, in nano-USD.</param>
public sealed record PricedRecords(long Records, long CostNanos);

/// <summary>Rates records that arrived before their price did, as soon as it comes; the same mechanism as every other re-rating.</summary>
public sealed class UnpricedRecords : IDisposable
{
    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly PriceBook book;
    private readonly RerateQueue queue;
    private readonly RerateEditor editor;
    private readonly SemaphoreSlim running = new(1, 1);
    private PriceSnapshot? lastPrices;
    private long lastRecordId;

    public UnpricedRecords(IDbContextFactory<FinOpsDbContext> contexts, PriceBook book, RerateQueue queue, RerateEditor editor) =>
        (this.contexts, this.book, this.queue, this.editor) = (contexts, book, queue, editor);

    /// <summary>
    /// Prices what can be priced now. A stop at any point loses nothing and the next run goes on; without new prices or new records it does nothing,
    /// and only a run that changes something is stored.
    /// </summary>
    public async Task<PricedRecords> PriceAsync(CancellationToken cancellation)
    {
        await running.WaitAsync(cancellation);
        try
        {
            var prices = await book.CurrentAsync(cancellation);
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var newest = await context.DataVersions.Select(v => v.NextRecordId).SingleAsync(cancellation) - 1;
            var after = ReferenceEquals(prices, lastPrices) ? lastRecordId : 0;
            var priced = newest > after && await MayPriceAsync(context, prices, after, cancellation)
                ? await RunAsync(after, newest, cancellation)
                : new PricedRecords(0, 0);
            (lastPrices, lastRecordId) = (prices, newest);
            return priced;
        }
        finally
        {
            running.Release();
        }
    }

    public void Dispose() => running.Dispose();

    /// <summary>Whether a price may have arrived for some record that waits.</summary>
    private static async Task<bool> MayPriceAsync(FinOpsDbContext context, PriceSnapshot prices, long after, CancellationToken cancellation)
    {
        var waiting = await context.UsageRecords
            .Where(r => r.PriceId == null && r.Id > after && r.UnpricedReason != UnpricedReason.NoUsage)
            .Select(r => r.ModelId)
            .Distinct()
            .ToListAsync(cancellation);
        return waiting.Count > 0 && (await ModelNames.ReadAsync(context, cancellation)).Priced(prices).Intersect(waiting).Any();
    }

    private async Task<PricedRecords> RunAsync(long after, long newest, CancellationToken cancellation)
    {
        var run = editor.NewRun(RerateKind.Waiting, "A price arrived for calls that waited for one.", Actor.System("UnpricedRecords", "job"), isRunning: true);
        (run.FirstRecordId, run.LastRecordId, run.CursorRecordId) = (after + 1, newest, after);
        await queue.RunAsync(run, null, cancellation);
        return new PricedRecords(run.RecordsPriced, run.DeltaNanos);
    }
}
