using System.Runtime.CompilerServices;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Months;
using FinOps.Core.Usage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>Reads and writes through prepared statements of the embedded database, on a connection each, so that both go on at the same time.</summary>
internal sealed class SqliteRerateStore : IRerateStore
{
    private readonly SqliteWriteGate gate;
    private readonly BudgetBooks books;
    private readonly TimeProvider time;
    private readonly SqliteConnection reading;
    private readonly SqliteConnection writing;
    private readonly Lazy<Writer> writer;
    private SqliteStatement? select;
    private string selectText = "";

    public SqliteRerateStore(string connectionString, SqliteWriteGate gate, BudgetBooks books, TimeProvider time)
    {
        (this.gate, this.books, this.time) = (gate, books, time);
        reading = Open(connectionString);
        writing = Open(connectionString);
        writer = new Lazy<Writer>(() => new Writer(writing, books));
    }

    public (long First, long Last)? IdRange(int fromHour, int toHour)
    {
        using var range = new SqliteStatement(reading, RerateSql.IdRange(fromHour, toHour));
        return range.Step() && !range.IsNull(0) ? (range.Int64(0), range.Int64(1)) : null;
    }

    public void Read(RerateFilter filter, long afterId, long throughId, int most, IRecordRater rater, RerateBatch into, CancellationToken cancellation)
    {
        into.Clear(afterId, ClosedIn(reading), books.In(reading));
        var isLast = Step(StatementFor(filter), filter.IsWaiting, afterId, throughId, most, rater, into, cancellation);
        into.End(throughId, isLast);
    }

    public RerateOutcome Write(RerateBatch batch, RerateStep step, CancellationToken cancellation)
    {
        gate.Enter(cancellation);
        try
        {
            Execute("BEGIN IMMEDIATE");
            var outcome = IsCurrent(batch) ? writer.Value.Write(batch, step, time.NowMicros()) : new RerateOutcome(RerateWrite.Outdated, 0, false);
            Execute(outcome.Result == RerateWrite.Committed ? "COMMIT" : "ROLLBACK");
            return outcome;
        }
        catch
        {
            RollBack();
            throw;
        }
        finally
        {
            gate.Leave();
        }
    }

    public void Dispose()
    {
        select?.Dispose();
        if (writer.IsValueCreated)
        {
            writer.Value.Dispose();
        }

        reading.Dispose();
        writing.Dispose();
    }

    private static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        SqliteConnections.Prepare(connection);
        return connection;
    }

    /// <summary>Whether months and budgets still are what they were when the batch was read.</summary>
    private bool IsCurrent(RerateBatch batch) => ClosedIn(writing).Equals(batch.Closed) && BudgetBooks.VersionIn(writing, null) == batch.Book.Version;

    private static ClosedMonths ClosedIn(SqliteConnection connection)
    {
        using var closed = new SqliteStatement(connection, MonthSql.Settled);
        return ClosedMonths.In(closed);
    }

    /// <summary>True when nothing was left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Step(
        SqliteStatement records, bool isBounded, long afterId, long throughId, int most, IRecordRater rater, RerateBatch into, CancellationToken cancellation)
    {
        records.Bind(afterId).Bind(throughId);
        if (isBounded)
        {
            records.Bind(most);
        }

        try
        {
            var values = new StatementValues(records);
            while (into.Read < most)
            {
                if (!records.Step())
                {
                    return true;
                }

                if ((into.Read & 1023) == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                into.Add(values, rater);
            }

            return false;
        }
        finally
        {
            // Ends the reader's snapshot, so that the log can be moved into the file.
            records.Reset();
        }
    }

    private SqliteStatement StatementFor(RerateFilter filter)
    {
        var text = filter.IsWaiting ? RerateSqliteSql.SelectWaiting(filter) : RerateSql.Select(filter);
        if (text != selectText)
        {
            select?.Dispose();
            select = new SqliteStatement(reading, text);
            selectText = text;
        }

        return select!;
    }

    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // It never began, or SQLite undid it by itself; the reason is on its way to the caller.
        }
    }

    private void Execute(string sql)
    {
        using var command = writing.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The statements of a write transaction.</summary>
    private sealed class Writer(SqliteConnection connection, BudgetBooks books) : IDisposable
    {
        private readonly SqliteStatement update = new(connection, RerateSqliteSql.UpdateRecord);
        private readonly SqliteStatement insert = new(connection, RerateSqliteSql.InsertCorrection);
        private readonly SqliteStatement file = new(connection, RerateSql.UpdateFile);
        private readonly SqliteStatement advance = new(connection, RerateSql.Advance);
        private readonly SqliteStatement cancel = new(connection, RerateSql.IsCancelRequested);
        private readonly SqliteStatement version = new(connection, RerateSql.ReadVersion);
        private readonly SqliteCellWriter cells = new(connection);
        private readonly SqliteSealedWeeks weeks = new(connection);
        private readonly SqliteBudgetWriter budgets = new(connection, books);

        public RerateOutcome Write(RerateBatch batch, RerateStep step, long nowMicros)
        {
            using (var turn = new SqliteStatement(connection, DataVersionSql.TakeTurn(nowMicros)))
            {
                turn.Run();
            }

            if (!Advance(batch, step, nowMicros))
            {
                return new RerateOutcome(RerateWrite.Lost, 0, false);
            }

            if (!UpdateRecords(batch.Changes))
            {
                return new RerateOutcome(RerateWrite.Outdated, 0, false);
            }

            cells.Write(batch.Rollups, weeks.Keep(batch.Rollups));
            budgets.Write(batch.Rollups, batch.Book);
            foreach (var (id, unpriced, delta) in batch.Files)
            {
                file.Bind(unpriced).Bind(delta).Bind(id).Run();
            }

            foreach (var correction in step.Corrections)
            {
                Insert(correction);
            }

            return new RerateOutcome(RerateWrite.Committed, Read(version), cancel.Bind(step.RunId) is var asked && Read(asked) != 0);
        }

        public void Dispose()
        {
            foreach (var statement in new[] { update, insert, file, advance, cancel, version })
            {
                statement.Dispose();
            }

            cells.Dispose();
            weeks.Dispose();
            budgets.Dispose();
        }

        private static long Read(SqliteStatement one)
        {
            var value = one.Step() ? one.Int64(0) : 0;
            one.Reset();
            return value;
        }

        private bool Advance(RerateBatch batch, RerateStep step, long nowMicros)
        {
            var before = Changes();
            advance.Bind(batch.EndId).Bind(batch.Read).Bind(batch.Changed).Bind(batch.Priced).Bind(batch.Unpriced).Bind(batch.DeltaNanos)
                .Bind(batch.ClosedDeltaNanos).Bind(nowMicros).Bind(step.RunId).Bind(step.CursorRecordId).Run();
            return Changes() == before + 1;
        }

        /// <summary>False when a record is gone or is not what it was when it was rated.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private bool UpdateRecords(ReadOnlySpan<RerateRow> changes)
        {
            var before = Changes();
            foreach (ref readonly var row in changes)
            {
                ref readonly var now = ref row.New;
                update.Bind(IdOrNull(now.PriceId)).Bind(IdOrNull(now.DiscountPriceId)).Bind((byte)now.Reason)
                    .Bind(now.Cost.InputNanos).Bind(now.Cost.CacheReadNanos).Bind(now.Cost.CacheWriteNanos).Bind(now.Cost.OutputNanos).Bind(now.Cost.FeeNanos)
                    .Bind(now.Layers.PromptNanos).Bind(now.Layers.ToolNanos).Bind(now.Layers.MemoryNanos).Bind(now.Layers.UnsplitNanos).Bind(now.CorrectionNanos)
                    .Bind(row.Id).Bind(IdOrNull(row.Old.PriceId)).Bind(row.Old.Cost.TotalNanos).Run();
            }

            return Changes() == before + changes.Length;
        }

        private void Insert(CostCorrection c) => insert
            .Bind(c.RunId).Bind(c.Month).Bind(c.IsMonthClosed ? 1 : 0).BindText(c.Tenant).BindText(c.Feature).BindText(c.Provider).BindText(c.Model)
            .Bind((long?)c.OldPriceId).Bind((long?)c.NewPriceId).Bind(c.Records)
            .Bind(c.InputDeltaNanos).Bind(c.CacheReadDeltaNanos).Bind(c.CacheWriteDeltaNanos).Bind(c.OutputDeltaNanos).Bind(c.FeeDeltaNanos)
            .Bind(c.CreatedAtMicros).Run();

        /// <summary>Rows changed on the connection so far.</summary>
        private long Changes() => raw.sqlite3_total_changes(connection.Handle!);

        private static long? IdOrNull(int id) => id == 0 ? null : id;
    }
}
