using System.Globalization;
using FinOps.Core.Access;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Operations;

/// <summary>Makes a backup when the newest one is too old, and keeps so many of them. Finds its own work: a missed hour is caught up.</summary>
public sealed class ScheduledBackups(DatabaseBackup backup, DatabaseDisk disk, IOptions<BackupOptions> options, TimeProvider time)
{
    private const string Prefix = "finops-";
    private const string Stamp = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The backup that was made; null when none was due.</summary>
    public async Task<BackupResult?> RunAsync(Actor actor, CancellationToken cancellation)
    {
        if (options.Value.Folder.Length == 0 || disk.File is null)
        {
            return null;
        }

        var folder = Directory.CreateDirectory(options.Value.Folder);
        var newest = Backups(folder).FirstOrDefault();
        var now = time.GetUtcNow();
        if (newest.File is not null && now - newest.MadeAt < TimeSpan.FromHours(options.Value.EveryHours))
        {
            return null;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{now.ToString(Stamp, CultureInfo.InvariantCulture)}.db");
        var result = await backup.WriteAsync(Path.Combine(folder.FullName, name), overwrite: false, actor, null, cancellation);
        if (result is BackupResult.Done)
        {
            foreach (var (file, _) in Backups(folder).Skip(options.Value.Keep))
            {
                file!.Delete();
            }
        }

        return result;
    }

    /// <summary>Files that this made, newest first; others in the folder are left alone.</summary>
    private static IEnumerable<(FileInfo? File, DateTimeOffset MadeAt)> Backups(DirectoryInfo folder) =>
        from file in folder.EnumerateFiles($"{Prefix}*.db")
        let at = DateTimeOffset.TryParseExact(
            Path.GetFileNameWithoutExtension(file.Name)[Prefix.Length..], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var made) ? made : (DateTimeOffset?)null
        where at is not null
        orderby at descending
        select (file, at.Value);
}
