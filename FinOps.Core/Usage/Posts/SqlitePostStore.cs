using FinOps.Core.Budgets;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Usage.Posts;

/// <summary>
/// Writes posts into the embedded database, several in one transaction, over one connection that stays open: its statements are prepared once, and names
/// keep their ids. Not thread-safe; call inside the gate.
/// </summary>
internal sealed class SqlitePostStore(string connectionString, SqliteWriteGate gate, BudgetBooks books, TimeProvider time) : IDisposable
{
    /// <summary>Senders make names up; beyond this many they are looked up anew.</summary>
    private const int MostNames = 50_000;

    private SqliteConnection? connection;
    private SqliteBatchWriter? writer;
    private PostRows? rows;
    private SqliteLog? log;
    private UsageRater? rater;
    private long lastVersion = -1;

    /// <summary>Stores all of the posts or, when it throws, none of them. What it returns is on disk, also after a power cut.</summary>
    /// <returns>The data version, and for each post what became of it.</returns>
    public (long Version, IReadOnlyList<StoredPost> Stored) Write(IReadOnlyList<UsagePost> posts, PriceSnapshot prices)
    {
        try
        {
            Open();
            log!.Tend();
            Execute("BEGIN IMMEDIATE");
            var result = WriteAll(posts, prices);
            Execute("COMMIT");
            writer!.Committed();
            lastVersion = result.Version;
            gate.SaveIfGrown(connection!);
            return result;
        }
        catch
        {
            Close();
            foreach (var post in posts)
            {
                post.Undo();
            }

            throw;
        }
    }

    public void Dispose() => Close();

    private (long Version, IReadOnlyList<StoredPost> Stored) WriteAll(IReadOnlyList<UsagePost> posts, PriceSnapshot prices)
    {
        var now = time.NowMicros();
        writer!.Begin(gate);
        rows!.Begin();
        if (rater is null || writer.VersionBefore != lastVersion || rater.Names > MostNames)
        {
            // Whoever wrote in between may have removed names.
            rater = new UsageRater(prices);
        }

        rater.Use(prices);
        var stored = posts.Select(post => Write(post, rater, now)).ToList();
        return (writer.End(now).Version, stored);
    }

    private StoredPost Write(UsagePost post, UsageRater names, long now)
    {
        var batch = post.Batch;
        var row = batch.ImportFileId = rows!.RowFor(post, now);
        names.Rate(batch);
        writer!.AppendRecords(batch, now);
        writer.Sum(batch);
        if (batch.Lines.Rejected.Count > 0)
        {
            batch.ImportFileId = post.UnreadableLines > 0 ? row : rows.RowForLateLines(post, now);
            writer.AppendQuarantine(batch, now);
        }

        return new(rows.Add(post, row, batch.ImportFileId, now), batch.Stored);
    }

    private void Open()
    {
        if (connection is not null)
        {
            return;
        }

        connection = new SqliteConnection(connectionString);
        connection.Open();
        SqliteConnections.Prepare(connection);

        // Each commit reaches the disk before the senders are told.
        Execute($"PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit={SqliteLog.LongestBytes}");
        log = new SqliteLog(connection);
        writer = new SqliteBatchWriter(connection, books);
        rows = new PostRows(connection);
    }

    /// <summary>Undoes an open transaction and forgets everything that was noted beside it.</summary>
    private void Close()
    {
        if (connection is null)
        {
            return;
        }

        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // None is open.
        }

        log?.Dispose();
        writer?.Dispose();
        rows?.Dispose();
        connection.Dispose();
        (connection, writer, rows, log, rater, lastVersion) = (null, null, null, null, null, -1);
    }

    private void Execute(string sql)
    {
        using var command = connection!.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
