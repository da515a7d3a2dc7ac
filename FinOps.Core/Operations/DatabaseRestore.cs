using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Operations;

/// <summary>Puts a backup in place of the embedded database while nobody has it open. Needs <see cref="Permission.Administer"/>.</summary>
public sealed class DatabaseRestore(IDbContextFactory<FinOpsDbContext> contexts, DatabaseDisk disk, DatabaseInUse use, DatabaseSetup setup, TimeProvider time)
{
    private static readonly string[] Logs = ["-wal", "-shm"];

    /// <summary>Checks the backup, keeps what is there under another name, swaps, and brings the schema up to date.</summary>
    /// <param name="progress">How much is copied, 0 to 1.</param>
    public async Task<BackupResult> ReadAsync(string file, Actor actor, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.Administer);
        var source = Path.GetFullPath(file);
        if (disk.File is null)
        {
            return new BackupResult.Refused(DatabaseBackup.OnServer.Replace("backups, such as BACKUP", "restore, such as RESTORE", StringComparison.Ordinal));
        }

        if (!File.Exists(source))
        {
            return new BackupResult.Refused($"There is no file {source}.");
        }

        if (await SqliteFiles.FaultAsync(source, contexts, cancellation) is { } fault)
        {
            return new BackupResult.Refused(fault);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(disk.File)!);
        using var alone = use.TryTakeAlone();
        if (alone is null || !IsUnused(disk.File))
        {
            return new BackupResult.Refused($"Someone has {disk.File} open. Stop the console, workers and other commands first.");
        }

        var kept = await SwapAsync(source, progress, cancellation);
        await NoteAsync(source, actor, cancellation);
        return new BackupResult.Done(disk.File, disk.SizeBytes ?? 0, kept);
    }

    /// <summary>Copies the backup beside the database, then puts it in its place in one step: killed anywhere, one of the two is there whole.</summary>
    private async Task<string?> SwapAsync(string source, IProgress<double>? progress, CancellationToken cancellation)
    {
        var copy = $"{disk.File}.restoring";
        try
        {
            await Task.Run(() => SqliteFiles.Copy(source, copy, progress, cancellation), cancellation);
            var kept = Keep();
            foreach (var log in Logs)
            {
                File.Delete(disk.File + log);
            }

            File.Move(copy, disk.File!, overwrite: true);
            return kept;
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>Copies what is there, as it is: it may be the only one left.</summary>
    private string? Keep()
    {
        if (!File.Exists(disk.File))
        {
            return null;
        }

        var kept = string.Create(CultureInfo.InvariantCulture, $"{disk.File}.before-restore-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}");
        foreach (var part in Logs.Prepend("").Where(p => File.Exists(disk.File + p)))
        {
            File.Copy(disk.File + part, kept + part, overwrite: true);
        }

        return kept;
    }

    /// <summary>Whether no process has the file open, those of versions without a lock file included. A file that is damaged is nobody's.</summary>
    private static bool IsUnused(string file)
    {
        if (!File.Exists(file))
        {
            return true;
        }

        try
        {
            using var connection = SqliteFiles.Open(file, SqliteOpenMode.ReadWrite);
            SqliteFiles.Execute(connection, "PRAGMA busy_timeout=1000; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT; PRAGMA wal_checkpoint(TRUNCATE);");
            return true;
        }
        catch (SqliteException fault)
        {
            return fault.SqliteErrorCode is not (SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED);
        }
    }

    private async Task NoteAsync(string source, Actor actor, CancellationToken cancellation)
    {
        await setup.MigrateAsync(cancellation);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        AuditTrail.Add(context, actor, "database.restore", $"file:{source}", null, new { Made = File.GetLastWriteTimeUtc(source) });
        await context.SaveChangesAsync(cancellation);
    }
}
