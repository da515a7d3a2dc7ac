using FinOps.Core.Data;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Enforcement.Ledger.Embedded;

/// <summary>
/// The open file of the embedded ledger. One process at a time has it: a lock on a file beside it, which the system takes from a process
/// that dies, and a term of office (epoch) that each transaction checks, for places where such locks cannot be trusted.
/// </summary>
internal sealed class LedgerFile : IDisposable
{
    /// <summary>A call is answered within milliseconds: whoever else holds the file is not waited for any longer than this.</summary>
    private const int BusyMilliseconds = 10;

    private readonly KnownAccounts known = new();
    private readonly FileStream claim;
    private readonly SqliteConnection connection;
    private readonly SqliteLog log;
    private readonly SqliteLedgerStatements statements;

    private LedgerFile(FileStream claim, SqliteConnection connection)
    {
        (this.claim, this.connection) = (claim, connection);
        log = new SqliteLog(connection);
        statements = new SqliteLedgerStatements(connection);
        Rows = new LedgerRows(statements);
        Machine = new LedgerMachine(Rows, known);
    }

    public LedgerRows Rows { get; }

    public LedgerMachine Machine { get; }

    /// <exception cref="LedgerUnavailableException">Another process has it.</exception>
    public static LedgerFile Open(string path, long nowMicros)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var claim = Claim(path + ".lock");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 0 }.ConnectionString);
        try
        {
            connection.Open();
            var file = new LedgerFile(claim, connection);
            file.Prepare(nowMicros);
            return file;
        }
        catch
        {
            connection.Dispose();
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Begins a transaction, in which nobody else may have taken the ledger over.</summary>
    public void Begin()
    {
        log.Tend();
        Execute("BEGIN IMMEDIATE");
        if (ReadEpoch() != Rows.Epoch)
        {
            throw new LedgerUnavailableException("Another process has taken the ledger over.");
        }
    }

    /// <summary>What is committed is on the disk.</summary>
    public void Commit() => Execute("COMMIT");

    /// <summary>Undoes the transaction, if one is open, and forgets what was noted beside it; false when that fails.</summary>
    public bool TryUndo()
    {
        known.Forget();
        try
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
            {
                Execute("ROLLBACK");
            }

            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    public void Mark() => Execute("SAVEPOINT one");

    public void Keep() => Execute("RELEASE one");

    public void UndoToMark() => Execute("ROLLBACK TO one; RELEASE one");

    public void Dispose()
    {
        log.Dispose();
        statements.Dispose();
        connection.Dispose();
        claim.Dispose();
    }

    private static FileStream Claim(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new LedgerUnavailableException("Another process has the ledger open.", e);
        }
    }

    private void Prepare(long nowMicros)
    {
        Execute($"PRAGMA busy_timeout={BusyMilliseconds}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit={SqliteLog.LongestBytes}; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000");
        Execute("BEGIN IMMEDIATE");
        if (!HasTables())
        {
            foreach (var create in LedgerSchemaSql.All(false))
            {
                Execute(create);
            }

            Execute(LedgerSql.InsertLease);
        }

        statements.RunAsync(LedgerSql.TakeLease, new LedgerValue("@now", nowMicros)).GetAwaiter().GetResult();
        Rows.Epoch = ReadEpoch();
        Execute("COMMIT");
    }

    private bool HasTables()
    {
        using var command = connection.CreateCommand();
        command.CommandText = LedgerFileSqliteSql.HasTables;
        return (long)command.ExecuteScalar()! > 0;
    }

    /// <summary>Statements of this database are done when they return.</summary>
    private long ReadEpoch() => statements.ReadAsync(LedgerSql.ReadLease, row => row.Int64(0)).GetAwaiter().GetResult()[0];

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
