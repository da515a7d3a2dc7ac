using System.Collections.Concurrent;
using System.Threading.Channels;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Operations;
using FinOps.Core.Pricing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Usage.Posts;

/// <summary>
/// Stores posts of the embedded database in groups: while one transaction is written, what arrives gathers for the next. A sender is told only after the
/// commit that holds its post is on disk.
/// </summary>
internal sealed class PostQueue : IAsyncDisposable
{
    /// <summary>Posts that wait or are being written; more wait for room with their bodies unparsed.</summary>
    private const int MostPosts = 32;
    private const int KeptBatches = 8;
    private const int LinesPerPost = 1_000;
    private const int BytesPerPost = 1024 * 1024;

    /// <summary>After a commit that took 10 ms the next one waits 20 ms, so that posts gather and others can write; it never waits longer than this.</summary>
    private const double RestPerWork = 2;
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(150);

    private readonly SqlitePostStore store;
    private readonly SqliteWriteGate gate;
    private readonly PriceBook prices;
    private readonly CostFeed feed;
    private readonly TimeProvider time;
    private readonly Channel<UsagePost> waiting = Channel.CreateUnbounded<UsagePost>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim room = new(MostPosts);
    private readonly ConcurrentBag<RatedBatch> idle = [];
    private readonly Lazy<Task> writing;

    public PostQueue(PriceBook prices, SqliteWriteGate gate, BudgetBooks books, CostFeed feed, IOptions<DatabaseOptions> database, TimeProvider time)
    {
        (this.prices, this.gate, this.feed, this.time) = (prices, gate, feed, time);
        store = new SqlitePostStore(database.Value.ConnectionString, gate, books, time);
        writing = new Lazy<Task>(() => Task.Run(RunAsync));
    }

    /// <summary>Posts that wait, or are being parsed or written.</summary>
    public int Waiting => MostPosts - room.CurrentCount;

    /// <summary>An empty batch for a post of up to a thousand lines; waits for room.</summary>
    public async ValueTask<RatedBatch> RentAsync(CancellationToken cancellation)
    {
        await room.WaitAsync(cancellation);
        return idle.TryTake(out var batch) ? batch : new RatedBatch(LinesPerPost, BytesPerPost);
    }

    /// <summary>Gives a batch back that was not handed in.</summary>
    public void Return(RatedBatch batch)
    {
        batch.Clear();
        if (idle.Count < KeptBatches)
        {
            idle.Add(batch);
        }

        room.Release();
    }

    /// <summary>Hands a post in and waits until it is on disk. Whoever stops waiting does not know whether it is stored.</summary>
    public Task<StoredPost> StoreAsync(UsagePost post, CancellationToken cancellation)
    {
        if (!waiting.Writer.TryWrite(post))
        {
            Return(post.Batch);
            throw new OperationCanceledException("The program is ending.");
        }

        _ = writing.Value;
        return post.Stored.WaitAsync(cancellation);
    }

    /// <summary>Stores what was handed in, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        if (writing.IsValueCreated)
        {
            await writing.Value;
        }

        store.Dispose();
        room.Dispose();
    }

    private async Task RunAsync()
    {
        while (await waiting.Reader.WaitToReadAsync())
        {
            var group = new List<UsagePost>(MostPosts);
            while (group.Count < MostPosts && waiting.Reader.TryRead(out var post))
            {
                group.Add(post);
            }

            var started = time.GetTimestamp();
            await WriteAsync(group);
            group.ForEach(post => Return(post.Batch));
            var rest = time.GetElapsedTime(started) * RestPerWork;
            if (rest > TimeSpan.Zero && !waiting.Reader.Completion.IsCompleted)
            {
                await Task.Delay(rest < LongestRest ? rest : LongestRest, time);
            }
        }
    }

    private async Task WriteAsync(IReadOnlyList<UsagePost> group)
    {
        try
        {
            var (version, stored) = await WriteOnceAsync(group);
            feed.Publish(version);
            for (var i = 0; i < group.Count; i++)
            {
                var outcome = stored[i].Outcome;
                Measurements.CountImported(outcome.New, outcome.Duplicates, outcome.Quarantined, outcome.Unpriced);
                group[i].Succeed(stored[i]);
            }
        }
        catch (Exception e) when (group.Count > 1 && !IsOfTheDatabase(e))
        {
            // One of them is to blame, and the others must not suffer for it.
            foreach (var post in group)
            {
                await WriteAsync([post]);
            }
        }
        catch (Exception e)
        {
            foreach (var post in group)
            {
                post.Fail(e);
            }
        }
    }

    private async Task<(long Version, IReadOnlyList<StoredPost> Stored)> WriteOnceAsync(IReadOnlyList<UsagePost> group)
    {
        var snapshot = await prices.CurrentAsync(CancellationToken.None);
        var asked = time.GetTimestamp();
        await gate.EnterAsync(CancellationToken.None);
        try
        {
            Measurements.WriteWait.Record(time.GetElapsedTime(asked).TotalSeconds);
            return store.Write(group, snapshot);
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>True when no post could be stored now: the database is locked, full, damaged or gone.</summary>
    private static bool IsOfTheDatabase(Exception e) => e is SqliteException { SqliteErrorCode: not (SqliteErrors.Constraint or SqliteErrors.Mismatch or SqliteErrors.TooBig) };

    private static class SqliteErrors
    {
        public const int TooBig = 18;
        public const int Constraint = 19;
        public const int Mismatch = 20;
    }
}
