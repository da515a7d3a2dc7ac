using System.Diagnostics;
using FinOps.Core.Budgets;
using FinOps.Core.Data;
using FinOps.Core.Operations;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Usage;

/// <summary>Writes batches into the embedded database. One instance for each import; not thread-safe.</summary>
internal sealed class SqliteUsageStore : IUsageStore
{
    /// <summary>Larger transactions touch each rollup cell less often; this bounds memory, and what a crash has to repeat.</summary>
    private const int RecordsPerTransaction = 250_000;
    private const int CellsPerTransaction = 250_000;

    private const long LongestLogBytes = 512L * 1024 * 1024;

    private readonly SqliteWriteGate gate;
    private readonly TimeProvider time;
    private readonly int importFileId;
    private readonly SqliteConnection connection;
    private readonly Lazy<SqliteBatchWriter> writer;
    private Task checkpoint = Task.CompletedTask;
    private bool isOpen;

    public SqliteUsageStore(string connectionString, SqliteWriteGate gate, BudgetBooks books, TimeProvider time, int importFileId)
    {
        this.gate = gate;
        this.time = time;
        this.importFileId = importFileId;
        connection = new SqliteConnection(connectionString);
        connection.Open();
        SqliteConnections.Prepare(connection);
        Execute("PRAGMA cache_size=-32000; PRAGMA wal_autocheckpoint=0;");
        writer = new Lazy<SqliteBatchWriter>(() => new SqliteBatchWriter(connection, books));
    }

    public bool IsFull => writer.Value.Records >= RecordsPerTransaction || writer.Value.Cells >= CellsPerTransaction;

    public async Task BeginAsync(CancellationToken cancellation)
    {
        if (isOpen)
        {
            return;
        }

        var asked = Stopwatch.GetTimestamp();
        await gate.EnterAsync(cancellation);
        isOpen = true;
        Execute("BEGIN IMMEDIATE");
        Measurements.WriteWait.Record(Measurements.SecondsSince(asked));
        writer.Value.Begin(gate);
    }

    public Task Append(RatedBatch batch, CancellationToken cancellation)
    {
        batch.ImportFileId = importFileId;
        return writer.Value.Append(batch, time.NowMicros());
    }

    public CommitOutcome Commit()
    {
        var outcome = writer.Value.End(importFileId, time.NowMicros());
        Execute("COMMIT");
        writer.Value.Committed();
        Leave();
        Checkpoint();
        return outcome;
    }

    /// <inheritdoc/>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        await gate.EnterAsync(cancellation);
        try
        {
            await checkpoint.WaitAsync(cancellation);
            Execute("PRAGMA wal_checkpoint(PASSIVE)");
            gate.SaveIfGrown(connection);
        }
        finally
        {
            gate.Leave();
        }
    }

    public void Dispose()
    {
        if (isOpen)
        {
            // What the filter learned from a transaction that is undone only makes it ask the database once too often.
            RollBack();
            Leave();
        }

        checkpoint.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        if (writer.IsValueCreated)
        {
            writer.Value.Dispose();
        }

        connection.Dispose();
    }

    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // It never began, or SQLite undid it by itself; the reason is on its way to the caller, and the gate must open for others.
        }
    }

    /// <summary>Moves the log into the database file beside the next transaction; when the log has grown too long, before it.</summary>
    private void Checkpoint()
    {
        if (new FileInfo(connection.DataSource + "-wal") is { Exists: true, Length: > LongestLogBytes })
        {
            checkpoint.Wait();
            Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        else if (checkpoint.IsCompleted)
        {
            checkpoint = Task.Run(() =>
            {
                using var own = new SqliteConnection(connection.ConnectionString);
                own.Open();
                using var command = own.CreateCommand();
                command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
                command.ExecuteNonQuery();
            });
        }
    }

    private void Leave()
    {
        isOpen = false;
        gate.Leave();
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
