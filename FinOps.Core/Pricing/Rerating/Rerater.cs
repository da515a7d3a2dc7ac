using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>How a run stopped.</summary>
internal enum RerateEnd
{
    Done,

    /// <summary>Someone asked for it; what is stored stays.</summary>
    Canceled,

    /// <summary>Another process goes on with it.</summary>
    Lost,
}

/// <summary>
/// Carries a run out: one thread reads and rates the next records while another stores the last ones. One transaction holds a batch's records,
/// rollups, correction entries and the run's place, so that it can be stopped or killed anywhere and goes on there.
/// </summary>
internal sealed class Rerater(IDbContextFactory<FinOpsDbContext> contexts, PriceBook book, IRerateStores stores, DimensionNames names, CostFeed feed, TimeProvider time)
{
    private const int MostAttempts = 20;

    /// <summary>Records looked at for one transaction. Large ones touch each rollup cell less often; this bounds memory, and what a crash has to repeat.</summary>
    internal int BatchSize { get; set; } = 100_000;

    /// <summary>Looks at all records of a scope without storing anything; <paramref name="onBatch"/> gets each batch and how much is done, 0 to 1.</summary>
    public async Task LookAsync(RerateScope scope, Action<RerateBatch, double> onBatch, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        using var store = stores.Open();
        var models = await ModelNames.ReadAsync(context, cancellation);
        var rater = new PriceRater(await book.CurrentAsync(cancellation), models.ById);
        var filter = models.FilterFor(scope);
        var (first, last) = await RangeAsync(context, store, filter, cancellation);
        var batch = new RerateBatch { IsPreview = true };
        for (var after = first - 1; after < last; after = batch.EndId)
        {
            var from = after;
            await Task.Run(() => store.Read(filter, from, last, BatchSize, rater, batch, cancellation), cancellation);
            onBatch(batch, (batch.EndId - first + 1) / (double)(last - first + 1));
        }
    }

    /// <summary>
    /// Carries out a run that stands as running, from where it is to its end. A run without an id is stored once it changes something.
    /// </summary>
    /// <param name="run">Its row as read; moved along with the stored one.</param>
    public async Task<RerateEnd> RunAsync(RerateRun run, IProgress<RerateRun>? progress, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        using var store = stores.Open();
        var models = await ModelNames.ReadAsync(context, cancellation);
        var prices = await book.CurrentAsync(cancellation);
        var filter = FilterFor(run, prices, models);
        await BeginAsync(context, store, run, filter, cancellation);
        await using var reading = new RerateReading(store, filter, run.LastRecordId!.Value, BatchSize, cancellation);
        await reading.StartAsync(run.CursorRecordId, RaterFor(run, prices, models));
        for (var attempt = 1; run.CursorRecordId < run.LastRecordId;)
        {
            var batch = await reading.NextAsync();
            var outcome = await StoreAsync(context, store, run, batch, cancellation);
            if (outcome.Result == RerateWrite.Lost)
            {
                return RerateEnd.Lost;
            }

            if (outcome.Result == RerateWrite.Outdated)
            {
                Demand(++attempt);
                await reading.StartAsync(run.CursorRecordId, RaterFor(run, prices, models));
                continue;
            }

            attempt = 1;
            Note(run, batch);
            feed.Publish(outcome.Version);
            progress?.Report(run);
            if (outcome.IsCancelRequested)
            {
                return RerateEnd.Canceled;
            }

            var now = await book.CurrentAsync(cancellation);
            if (!ReferenceEquals(now, prices) && run.Kind == RerateKind.Prices)
            {
                // Prices changed on the way: once more from the start, so that all records end with the same book.
                prices = now;
                if (!await RewindAsync(context, run, cancellation))
                {
                    return RerateEnd.Lost;
                }

                await reading.StartAsync(run.CursorRecordId, RaterFor(run, prices, models));
            }
        }

        return RerateEnd.Done;
    }

    private static RerateFilter FilterFor(RerateRun run, PriceSnapshot prices, ModelNames models)
    {
        var filter = models.FilterFor(RerateScope.Of(run));
        return run.Kind switch
        {
            RerateKind.Prices => filter,
            RerateKind.Waiting => filter with { IsWaiting = true, ModelIds = models.Priced(prices) },
            RerateKind.Reopening => filter with { HasCorrection = true },
        };
    }

    private static IRecordRater RaterFor(RerateRun run, PriceSnapshot prices, ModelNames models) =>
        run.Kind == RerateKind.Reopening ? new ReopeningRater() : new PriceRater(prices, models.ById);

    private static async Task<(long First, long Last)> RangeAsync(FinOpsDbContext context, IRerateStore store, RerateFilter filter, CancellationToken cancellation)
    {
        if (filter.FromMicros is null && filter.ToMicros is null)
        {
            return (1, await context.DataVersions.Select(v => v.NextRecordId).SingleAsync(cancellation) - 1);
        }

        return await Task.Run(() => store.IdRange(filter.FromHour, filter.ToHour), cancellation) ?? (1, 0);
    }

    private static void Demand(int attempt)
    {
        if (attempt > MostAttempts)
        {
            throw new InvalidOperationException("Other writers kept changing the same records. What was rated is kept; run it again.");
        }
    }

    private static void Note(RerateRun run, RerateBatch batch)
    {
        run.CursorRecordId = batch.EndId;
        run.RecordsRead += batch.Read;
        run.RecordsChanged += batch.Changed;
        run.RecordsPriced += batch.Priced;
        run.RecordsUnpriced += batch.Unpriced;
        run.DeltaNanos += batch.DeltaNanos;
        run.ClosedDeltaNanos += batch.ClosedDeltaNanos;
    }

    /// <summary>Fixes which ids the run covers: records that come later are priced with today's book anyway.</summary>
    private static async Task BeginAsync(FinOpsDbContext context, IRerateStore store, RerateRun run, RerateFilter filter, CancellationToken cancellation)
    {
        if (run.LastRecordId is not null)
        {
            return;
        }

        var (first, last) = await RangeAsync(context, store, filter, cancellation);
        (run.FirstRecordId, run.LastRecordId, run.CursorRecordId) = (first, last, first - 1);
        if (run.Id != 0)
        {
            await context.RerateRuns.Where(r => r.Id == run.Id).ExecuteUpdateAsync(
                r => r.SetProperty(x => x.FirstRecordId, first).SetProperty(x => x.LastRecordId, last).SetProperty(x => x.CursorRecordId, first - 1), cancellation);
        }
    }

    private static async Task<bool> RewindAsync(FinOpsDbContext context, RerateRun run, CancellationToken cancellation)
    {
        var (from, to) = (run.CursorRecordId, run.FirstRecordId!.Value - 1);
        run.CursorRecordId = to;
        return run.Id == 0 || await context.RerateRuns.Where(r => r.Id == run.Id && r.State == RerateState.Running && r.CursorRecordId == from)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.CursorRecordId, to), cancellation) == 1;
    }

    private async Task<RerateOutcome> StoreAsync(FinOpsDbContext context, IRerateStore store, RerateRun run, RerateBatch batch, CancellationToken cancellation)
    {
        if (batch.Changed == 0)
        {
            return await MoveOnAsync(context, run, batch, cancellation);
        }

        if (run.Id == 0)
        {
            context.RerateRuns.Add(run);
            await context.SaveChangesAsync(cancellation);
            context.ChangeTracker.Clear();
        }

        var step = new RerateStep(run.Id, run.CursorRecordId, await EntriesAsync(run, batch, cancellation));
        return await Task.Run(() => store.Write(batch, step, cancellation), cancellation);
    }

    /// <summary>Nothing changes, so no other writer has to wait and no page has to look.</summary>
    private async Task<RerateOutcome> MoveOnAsync(FinOpsDbContext context, RerateRun run, RerateBatch batch, CancellationToken cancellation)
    {
        if (run.Id == 0)
        {
            return new RerateOutcome(RerateWrite.Committed, 0, false);
        }

        var now = time.NowMicros();
        var moved = await context.RerateRuns.Where(r => r.Id == run.Id && r.State == RerateState.Running && r.CursorRecordId == run.CursorRecordId).ExecuteUpdateAsync(
            r => r.SetProperty(x => x.CursorRecordId, batch.EndId).SetProperty(x => x.RecordsRead, x => x.RecordsRead + batch.Read).SetProperty(x => x.UpdatedAtMicros, now),
            cancellation);
        var isCanceled = await context.RerateRuns.Where(r => r.Id == run.Id).Select(r => r.IsCancelRequested).SingleOrDefaultAsync(cancellation);
        return new RerateOutcome(moved == 1 ? RerateWrite.Committed : RerateWrite.Lost, 0, isCanceled);
    }

    private async Task<IReadOnlyList<CostCorrection>> EntriesAsync(RerateRun run, RerateBatch batch, CancellationToken cancellation)
    {
        var ids = batch.Entries.Keys.SelectMany(k => new[] { k.Tenant, k.Feature, k.Model }).Where(id => id != 0).ToHashSet();
        var nameOf = await names.NamesOfAsync(ids, cancellation);
        var now = time.NowMicros();
        return
        [
            .. from entry in batch.Entries
               let key = entry.Key
               let delta = entry.Value.Delta
               let model = NameOf(key.Model)
               select new CostCorrection
               {
                   RunId = run.Id,
                   Month = key.Month,
                   IsMonthClosed = key.IsMonthClosed,
                   Tenant = NameOf(key.Tenant).Key,
                   Feature = NameOf(key.Feature).Key,
                   Provider = model.Parent,
                   Model = model.Key,
                   OldPriceId = key.OldPriceId == 0 ? null : key.OldPriceId,
                   NewPriceId = key.NewPriceId == 0 ? null : key.NewPriceId,
                   Records = entry.Value.Records,
                   InputDeltaNanos = delta.InputNanos,
                   CacheReadDeltaNanos = delta.CacheReadNanos,
                   CacheWriteDeltaNanos = delta.CacheWriteNanos,
                   OutputDeltaNanos = delta.OutputNanos,
                   FeeDeltaNanos = delta.FeeNanos,
                   CreatedAtMicros = now,
               },
        ];

        (string Parent, string Key) NameOf(int id) => nameOf.TryGetValue(id, out var name) ? name : ("", "");
    }
}
