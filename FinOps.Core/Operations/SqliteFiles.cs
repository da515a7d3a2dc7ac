using FinOps.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace FinOps.Core.Operations;

/// <summary>Copies SQLite databases while they are written, and tells whether a file is one of ours and whole.</summary>
internal static class SqliteFiles
{
    private const int PagesPerStep = 2_000;

    /// <summary>Copies one state of a database, whatever is written meanwhile.</summary>
    /// <param name="progress">How much is done, 0 to 1.</param>
    public static void Copy(string from, string to, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var source = Open(from, SqliteOpenMode.ReadOnly);
        Execute(source, "BEGIN");
        Execute(source, BackupSqliteSql.BeginSnapshot);
        using (File.Create(to))
        {
            // Only made, so that nobody else can read it from its first byte on: it holds keys.
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using (var target = Open(to, SqliteOpenMode.ReadWrite))
        {
            CopyPages(source, target, progress, cancellation);
        }

        // One file, without a log beside it.
        using var whole = Open(to, SqliteOpenMode.ReadWrite);
        Execute(whole, "PRAGMA journal_mode=DELETE");
    }

    /// <summary>What is wrong with a file as a database of this program; null when nothing is.</summary>
    public static async Task<string?> FaultAsync(string file, IDbContextFactory<FinOpsDbContext> contexts, CancellationToken cancellation)
    {
        try
        {
            await using var connection = Open(file, SqliteOpenMode.ReadOnly);
            var integrity = await ReadAsync(connection, "PRAGMA integrity_check(3)", cancellation);
            if (integrity is not ["ok"])
            {
                return $"{file} is damaged: {string.Join("; ", integrity)}";
            }

            var applied = await ReadAsync(connection, BackupSqliteSql.Migrations, cancellation);
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
            return applied.Count == 0 ? $"{file} holds no database of this program."
                : applied.Find(m => !known.Contains(m)) is { } newer ? $"{file} was made by a newer version of this program (it has the schema change {newer}). Update the program first."
                : null;
        }
        catch (SqliteException fault)
        {
            return $"{file} holds no database of this program: {fault.Message}";
        }
    }

    public static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void CopyPages(SqliteConnection source, SqliteConnection target, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var backup = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main");
        if (backup.IsInvalid)
        {
            throw new SqliteException($"SQLite: {raw.sqlite3_errmsg(target.Handle).utf8_to_string()}", raw.sqlite3_errcode(target.Handle));
        }

        for (int result; (result = raw.sqlite3_backup_step(backup, PagesPerStep)) != raw.SQLITE_DONE;)
        {
            if (result != raw.SQLITE_OK)
            {
                throw new SqliteException($"SQLite: {raw.sqlite3_errstr(result).utf8_to_string()}", result);
            }

            cancellation.ThrowIfCancellationRequested();
            var pages = Math.Max(raw.sqlite3_backup_pagecount(backup), 1);
            progress?.Report(1 - (raw.sqlite3_backup_remaining(backup) / (double)pages));
        }
    }

    private static async Task<List<string>> ReadAsync(SqliteConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var texts = new List<string>();
        while (await row.ReadAsync(cancellation))
        {
            texts.Add(row.GetString(0));
        }

        return texts;
    }
}
