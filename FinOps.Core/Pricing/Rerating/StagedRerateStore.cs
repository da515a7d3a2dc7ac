using System.Data.Common;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Months;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>Writes batches through a staging table with a few set statements each: the way of SQL Server.</summary>
internal sealed class StagedRerateStore(IStagingDatabase database, BudgetBooks books, TimeProvider time) : IRerateStore
{
    private const int MaxAttempts = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly string[] StagedColumns = ["Id", "OldPriceId", "OldCostNanos", .. RerateSql.ChangedColumns];

    public (long First, long Last)? IdRange(int fromHour, int toHour)
    {
        using var connection = database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = RerateSql.IdRange(fromHour, toHour);
        command.CommandTimeout = StagedCommands.TimeoutSeconds;
        using var row = command.ExecuteReader();
        return row.Read() && !row.IsDBNull(0) ? (row.GetInt64(0), row.GetInt64(1)) : null;
    }

    public void Read(RerateFilter filter, long afterId, long throughId, int most, IRecordRater rater, RerateBatch into, CancellationToken cancellation)
    {
        using var connection = database.Open();
        into.Clear(afterId, ClosedIn(connection), books.In(connection));
        using var command = connection.CreateCommand();
        command.CommandText = RerateSql.Select(filter);
        command.CommandTimeout = StagedCommands.TimeoutSeconds;
        Add(command, "@after", afterId);
        Add(command, "@through", throughId);
        using var record = command.ExecuteReader();
        var isLast = true;
        while (record.Read())
        {
            if (into.Read == most)
            {
                // Without it the server would send all the others before the reader closes.
                command.Cancel();
                isLast = false;
                break;
            }

            cancellation.ThrowIfCancellationRequested();
            into.Add(new ReaderValues(record), rater);
        }

        into.End(throughId, isLast);
    }

    public RerateOutcome Write(RerateBatch batch, RerateStep step, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                using var connection = database.Open();
                using var transaction = database.Begin(connection);
                var outcome = Write(transaction, batch, step);
                if (outcome.Result == RerateWrite.Committed)
                {
                    transaction.Commit();
                }

                return outcome;
            }
            catch (DbException lost) when (attempt < MaxAttempts && database.IsWorthRetrying(lost))
            {
                cancellation.WaitHandle.WaitOne(FirstPause * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble()));
            }
        }
    }

    public void Dispose()
    {
        // Each batch has a connection of its own from the pool.
    }

    private static ClosedMonths ClosedIn(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = MonthSql.Settled;
        using var row = command.ExecuteReader();
        var settled = new List<(int, bool)>();
        while (row.Read())
        {
            settled.Add((row.GetInt32(0), row.GetInt32(1) != 0));
        }

        return ClosedMonths.Of(settled);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private RerateOutcome Write(DbTransaction transaction, RerateBatch batch, RerateStep step)
    {
        var commands = new StagedCommands(transaction);
        var now = time.NowMicros();
        commands.Run(DataVersionSql.TakeTurn(now));
        if (!ClosedMonths.Of(commands.Read(MonthSql.Settled, r => (r.GetInt32(0), r.GetInt32(1) != 0))).Equals(batch.Closed)
            || BudgetBooks.VersionIn(transaction.Connection!, transaction) != batch.Book.Version)
        {
            return new RerateOutcome(RerateWrite.Outdated, 0, false);
        }

        if (commands.Run(RerateSql.Advance, ("@cursor", batch.EndId), ("@read", batch.Read), ("@changed", batch.Changed), ("@priced", batch.Priced),
            ("@unpriced", batch.Unpriced), ("@delta", batch.DeltaNanos), ("@closed", batch.ClosedDeltaNanos), ("@now", now), ("@run", step.RunId),
            ("@before", step.CursorRecordId)) != 1)
        {
            return new RerateOutcome(RerateWrite.Lost, 0, false);
        }

        if (!UpdateRecords(transaction, commands, batch))
        {
            return new RerateOutcome(RerateWrite.Outdated, 0, false);
        }

        batch.Rollups.Fold(SealedWeeks.Keep(batch.Rollups, commands));
        new StagedCells(database, transaction).Write(batch.Rollups);
        new StagedBudgets(database, transaction, books).Write(batch.Rollups, batch.Book);
        foreach (var (id, unpriced, delta) in batch.Files)
        {
            commands.Run(RerateSql.UpdateFile, ("@unpriced", unpriced), ("@delta", delta), ("@file", id));
        }

        CopyCorrections(transaction, step.Corrections);
        var version = commands.Read(RerateSql.ReadVersion, r => r.GetInt64(0)).Single();
        var isCanceled = commands.Read(RerateSql.IsCancelRequested, r => Convert.ToBoolean(r.GetValue(0), null), ("@run", step.RunId)).SingleOrDefault();
        return new RerateOutcome(RerateWrite.Committed, version, isCanceled);
    }

    /// <summary>False when a record is gone or is not what it was when it was rated.</summary>
    private bool UpdateRecords(DbTransaction transaction, StagedCommands commands, RerateBatch batch)
    {
        var rows = batch.Changes.ToArray();
        if (rows.Length == 0)
        {
            return true;
        }

        database.Copy(transaction, "#Rerated", new BulkRows(StagedColumns, rows.Length, (row, column) => ValueOf(rows[row], column)));
        return commands.Run(RerateStagingSql.UpdateRecords) == rows.Length;
    }

    private static object ValueOf(in RerateRow row, int column) => column switch
    {
        0 => row.Id,
        1 => IdOrNull(row.Old.PriceId),
        2 => row.Old.Cost.TotalNanos,
        3 => IdOrNull(row.New.PriceId),
        4 => IdOrNull(row.New.DiscountPriceId),
        5 => (byte)row.New.Reason,
        6 => row.New.Cost.InputNanos,
        7 => row.New.Cost.CacheReadNanos,
        8 => row.New.Cost.CacheWriteNanos,
        9 => row.New.Cost.OutputNanos,
        10 => row.New.Cost.FeeNanos,
        11 => row.New.Layers.PromptNanos,
        12 => row.New.Layers.ToolNanos,
        13 => row.New.Layers.MemoryNanos,
        14 => row.New.Layers.UnsplitNanos,
        _ => row.New.CorrectionNanos,
    };

    private static object IdOrNull(int id) => id == 0 ? DBNull.Value : id;

    private void CopyCorrections(DbTransaction transaction, IReadOnlyList<CostCorrection> corrections)
    {
        if (corrections.Count == 0)
        {
            return;
        }

        database.Copy(transaction, "CostCorrection", new BulkRows(RerateSql.CorrectionColumns, corrections.Count, (row, column) => ValueOf(corrections[row], column)));
    }

    private static object ValueOf(CostCorrection c, int column) => column switch
    {
        0 => c.RunId,
        1 => c.Month,
        2 => c.IsMonthClosed,
        3 => c.Tenant,
        4 => c.Feature,
        5 => c.Provider,
        6 => c.Model,
        7 => (object?)c.OldPriceId ?? DBNull.Value,
        8 => (object?)c.NewPriceId ?? DBNull.Value,
        9 => c.Records,
        10 => c.InputDeltaNanos,
        11 => c.CacheReadDeltaNanos,
        12 => c.CacheWriteDeltaNanos,
        13 => c.OutputDeltaNanos,
        14 => c.FeeDeltaNanos,
        _ => c.CreatedAtMicros,
    };
}
