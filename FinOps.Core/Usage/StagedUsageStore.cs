using System.Data.Common;
using FinOps.Core.Budgets;
using FinOps.Core.Data;
using FinOps.Core.Operations;

namespace FinOps.Core.Usage;

/// <summary>
/// Writes batches through staging tables with a few set statements each: the way of SQL Server. One instance for each import; not thread-safe.
/// Each batch is a transaction of its own, so that one that lost against another writer can be tried again while its lines are at hand.
/// </summary>
internal sealed class StagedUsageStore(IStagingDatabase database, BudgetBooks books, TimeProvider time, int importFileId) : IUsageStore
{
    private const int MaxAttempts = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private CommitOutcome outcome;

    public bool IsFull => true;

    public CommitOutcome Commit() => outcome;

    // The server has writers wait, batch by batch.
    public Task BeginAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task Append(RatedBatch batch, CancellationToken cancellation)
    {
        var rejectedByParser = batch.Lines.Rejected.Count;
        for (var attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                outcome = WriteOnce(batch);
                return Task.CompletedTask;
            }
            catch (Exception failure)
            {
                // Nothing of this attempt is stored: forget what it noted in memory, too.
                batch.NewNames.ForEach(n => n.Id = 0);
                batch.Lines.Rejected.RemoveRange(rejectedByParser, batch.Lines.Rejected.Count - rejectedByParser);
                if (attempt == MaxAttempts || failure is not DbException lost || !database.IsWorthRetrying(lost))
                {
                    throw;
                }
            }

            Measurements.DatabaseBusy.Add(1);
            cancellation.WaitHandle.WaitOne(FirstPause * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble()));
        }
    }

    // Nothing is kept between batches.
    public Task FinishAsync(CancellationToken cancellation) => Task.CompletedTask;

    public void Dispose()
    {
        // Each batch has a connection of its own from the pool.
    }

    private CommitOutcome WriteOnce(RatedBatch batch)
    {
        using var connection = database.Open();
        using var transaction = database.Begin(connection);
        var written = new StagedBatch(database, transaction, books, batch, importFileId, time.NowMicros()).Write();
        transaction.Commit();
        return written;
    }
}
