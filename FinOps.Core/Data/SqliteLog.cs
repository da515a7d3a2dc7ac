using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Data;

/// <summary>
/// Moves the write-ahead log into the database file, for a writer that commits all day: seldom, because commits change the same pages again and again, and
/// beside the commits, as far as that goes. While others read and write all the time the log never comes to an end by itself; once it is long, the last
/// bit is moved between two commits, so that it begins anew.
/// </summary>
internal sealed class SqliteLog(SqliteConnection connection) : IDisposable
{
    public const long LongestBytes = 64 * 1024 * 1024;
    private const int LongestPages = (int)(LongestBytes / 4096);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private readonly string own = new SqliteConnectionStringBuilder(connection.ConnectionString) { Pooling = false }.ConnectionString;
    private Task<int> moving = Task.FromResult(0);
    private long last = Stopwatch.GetTimestamp();

    /// <summary>Call before each transaction, outside of one.</summary>
    public void Tend()
    {
        if (!moving.IsCompleted || Stopwatch.GetElapsedTime(last) < Rest)
        {
            return;
        }

        last = Stopwatch.GetTimestamp();
        if (moving.IsCompletedSuccessfully && moving.GetAwaiter().GetResult() > LongestPages)
        {
            Move(connection);
            moving = Task.FromResult(0);
            return;
        }

        moving = Task.Run(() =>
        {
            using var beside = new SqliteConnection(own);
            beside.Open();
            return Move(beside);
        });
    }

    public void Dispose() => ((IAsyncResult)moving).AsyncWaitHandle.WaitOne();

    /// <returns>How many pages the log had.</returns>
    private static int Move(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        using var row = command.ExecuteReader();
        return row.Read() ? row.GetInt32(1) : 0;
    }
}
