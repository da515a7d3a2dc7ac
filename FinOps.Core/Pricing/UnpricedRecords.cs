using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

/// <summary>What a pick-up of unpriced records did.</summary>
/// <param name="Records">Records that have a price now.</param>
/// <param name="CostNanos">By how much that raised the total, in nano-USD.</param>
public sealed record PricedRecords(long Records, long CostNanos);

/// <summary>Prices records that arrived before their price did, and corrects the rollups with them.</summary>
public sealed class UnpricedRecords : IDisposable
{
    private const int BatchSize = 4_000;

    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly PriceBook book;
    private readonly CostFeed feed;
    private readonly SqliteWriteGate? gate;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim running = new(1, 1);
    private PriceSnapshot? lastPrices;
    private long lastRecordId;

    /// <param name="gate">The turn of writers in this process; null where the database has its own.</param>
    internal UnpricedRecords(IDbContextFactory<FinOpsDbContext> contexts, PriceBook book, CostFeed feed, SqliteWriteGate? gate, TimeProvider time) =>
        (this.contexts, this.book, this.feed, this.gate, this.time) = (contexts, book, feed, gate, time);

    /// <summary>
    /// Prices what can be priced now. Each batch is one transaction of records and rollups, so a stop at any point loses nothing and the next
    /// run goes on; a run without new prices or new records does nothing.
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
            long records = 0, cost = 0;
            foreach (var group in await GroupsAsync(context, prices, after, cancellation))
            {
                var priced = await PriceGroupAsync(group, after, cancellation);
                records += priced.Records;
                cost += priced.CostNanos;
            }

            (lastPrices, lastRecordId) = (prices, newest);
            return new PricedRecords(records, cost);
        }
        finally
        {
            running.Release();
        }
    }

    public void Dispose() => running.Dispose();

    /// <summary>Models with unpriced records for which a price may have arrived.</summary>
    private static async Task<List<UnpricedGroup>> GroupsAsync(FinOpsDbContext context, PriceSnapshot prices, long after, CancellationToken cancellation)
    {
        var found = await context.UsageRecords
            .Where(r => r.PriceId == null && r.Id > after && r.UnpricedReason != UnpricedReason.NoUsage)
            .Select(r => new { r.ModelId, r.UnpricedReason })
            .Distinct()
            .ToListAsync(cancellation);
        var ids = found.Select(g => g.ModelId).Distinct().ToList();
        var models = await context.Dimensions.AsNoTracking().Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, cancellation);
        return
        [
            .. from g in found
               let model = models.GetValueOrDefault(g.ModelId)
               let pricesAt = (Func<string, ModelPrices>)(scope => prices.For(model?.Parent ?? "", model?.Key ?? "", scope))
               where !pricesAt("").IsEmpty || g.UnpricedReason != UnpricedReason.UnknownModel
               select new UnpricedGroup(g.ModelId, g.UnpricedReason, pricesAt),
        ];
    }

    private async Task<PricedRecords> PriceGroupAsync(UnpricedGroup group, long after, CancellationToken cancellation)
    {
        long records = 0, cost = 0;
        (long Micros, long Id) cursor = (long.MinValue, 0);
        while (true)
        {
            var batch = await InTurnAsync(() => PriceBatchAsync(group, after, cursor, cancellation), cancellation);
            records += batch.Priced;
            cost += batch.CostNanos;
            if (batch.Last is not { } last)
            {
                return new PricedRecords(records, cost);
            }

            cursor = last;
        }
    }

    private async Task<RepricedBatch> PriceBatchAsync(UnpricedGroup group, long after, (long Micros, long Id) cursor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);

        await context.Database.ExecuteSqlRawAsync(DataVersionSql.TakeTurn(time.NowMicros()), cancellation);
        var records = await context.UsageRecords.AsNoTracking()
            .Where(r => r.PriceId == null && r.ModelId == group.ModelId && r.UnpricedReason == group.Reason && r.Id > after)
            .Where(r => r.OccurredAtMicros > cursor.Micros || (r.OccurredAtMicros == cursor.Micros && r.Id > cursor.Id))
            .OrderBy(r => r.OccurredAtMicros).ThenBy(r => r.Id)
            .Take(BatchSize)
            .ToListAsync(cancellation);
        var batch = RepricedBatch.Of(records, group.PricesAt, isLast: records.Count < BatchSize);
        if (batch.Changes.Count == 0)
        {
            return batch;
        }

        await WriteAsync(context, batch, cancellation);
        var version = await context.DataVersions.Select(v => v.Version).SingleAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        feed.Publish(version);
        return batch;
    }

    private static async Task WriteAsync(FinOpsDbContext context, RepricedBatch batch, CancellationToken cancellation)
    {
        foreach (var statements in batch.Changes.Select(RepriceSql.Record)
            .Concat(batch.Cells().Select(c => RepriceSql.Cell(c.Cube, c.Key, c.Measures)))
            .Concat(batch.Files().Select(RepriceSql.File))
            .Chunk(RepriceSql.StatementsPerCommand))
        {
            var changed = await context.Database.ExecuteSqlRawAsync(string.Concat(statements), cancellation);
            if (changed != statements.Length)
            {
                throw new InvalidOperationException($"{statements.Length} rows were to be changed, {changed} were; rollups and records do not match. Run a verification.");
            }
        }
    }

    /// <summary>Takes the in-process turn where the database has one writer only.</summary>
    private async Task<RepricedBatch> InTurnAsync(Func<Task<RepricedBatch>> price, CancellationToken cancellation)
    {
        if (gate is null)
        {
            return await price();
        }

        await Task.Run(() => gate.Enter(cancellation), cancellation);
        try
        {
            return await price();
        }
        finally
        {
            gate.Leave();
        }
    }

    private sealed record UnpricedGroup(int ModelId, UnpricedReason Reason, Func<string, ModelPrices> PricesAt);
}
