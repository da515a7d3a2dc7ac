using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Operations;

/// <summary>Copies the embedded database while the program runs, and verifies the copy. Needs <see cref="Permission.Administer"/>.</summary>
public sealed class DatabaseBackup(IDbContextFactory<FinOpsDbContext> contexts, DatabaseDisk disk)
{
    internal const string OnServer = "The database is SQL Server's (Database:Provider): use its own backups, such as BACKUP DATABASE; see docs/operations.md.";

    /// <summary>Writes a backup to a file; one that breaks off or turns out damaged leaves nothing.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="overwrite">Whether a file that is there may go.</param>
    /// <param name="progress">How much is done, 0 to 1.</param>
    public async Task<BackupResult> WriteAsync(string file, bool overwrite, Actor actor, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.Administer);
        var target = Path.GetFullPath(file);
        if (Refusal(target, overwrite) is { } refusal)
        {
            return refusal;
        }

        var part = $"{target}.part";
        try
        {
            await Task.Run(() => SqliteFiles.Copy(disk.File!, part, progress, cancellation), cancellation);
            if (await SqliteFiles.FaultAsync(part, contexts, cancellation) is { } fault)
            {
                return new BackupResult.Refused($"The copy cannot be trusted. {fault}");
            }

            File.Move(part, target, overwrite);
        }
        finally
        {
            File.Delete(part);
        }

        await NoteAsync(target, actor, cancellation);
        return new BackupResult.Done(target, new FileInfo(target).Length, null);
    }

    private BackupResult.Refused? Refusal(string target, bool overwrite)
    {
        if (disk.File is null)
        {
            return new(OnServer);
        }

        if (!File.Exists(disk.File))
        {
            return new($"There is no database at {disk.File}.");
        }

        if (target == disk.File)
        {
            return new("That is the database itself; name another file.");
        }

        if (File.Exists(target) && !overwrite)
        {
            return new($"{target} is there already; name another file, or say --overwrite.");
        }

        var folder = Path.GetDirectoryName(target)!;
        return !Directory.Exists(folder) ? new($"The folder {folder} is not there.")
            : DatabaseDisk.FreeBytesAt(folder) < disk.SizeBytes ? new($"{folder} has {DatabaseDisk.FreeBytesAt(folder):N0} bytes free, and the database takes {disk.SizeBytes:N0}.")
            : null;
    }

    /// <summary>A copy holds all that the database holds, so it is on record; not in a database that waits for its upgrade.</summary>
    private async Task NoteAsync(string target, Actor actor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (!(await context.Database.GetPendingMigrationsAsync(cancellation)).Any())
        {
            AuditTrail.Add(context, actor, "database.backup", $"file:{target}", null, new { new FileInfo(target).Length });
            await context.SaveChangesAsync(cancellation);
        }
    }
}
