using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Imports;

/// <summary>Where uploads wait on disk until they are imported. Needs <see cref="ProtectedActions.Import"/>.</summary>
public sealed class UploadSpool(IDbContextFactory<FinOpsDbContext> contexts, ImportQueue queue, IOptions<ImportOptions> options, TimeProvider time)
{
    private const string Unfinished = ".part";
    private static readonly TimeSpan Keep = TimeSpan.FromDays(7);

    public long MaxBytes => options.Value.MaxUploadMegabytes * 1024L * 1024L;

    private string Folder => Path.GetFullPath(options.Value.SpoolFolder);

    /// <summary>Writes an upload to disk as it arrives and queues its import. An upload that breaks off leaves nothing.</summary>
    /// <returns>The id of the import; null when the upload was empty.</returns>
    public async Task<int?> ReceiveAsync(Stream body, string name, string? profile, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.Import);
        Directory.CreateDirectory(Folder);
        await SweepAsync(cancellation).ConfigureAwait(false);
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}{Extension(name)}");
        try
        {
            await using (var file = new FileStream(path + Unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 128 * 1024, FileOptions.Asynchronous))
            {
                await body.CopyToAsync(file, 128 * 1024, cancellation).ConfigureAwait(false);
                if (file.Length == 0)
                {
                    return null;
                }
            }

            File.Move(path + Unfinished, path);
            return await queue.AddAsync(path, new ImportRequest(ImportSource.Upload, ShownName(name)) { Profile = profile }, actor, cancellation).ConfigureAwait(false);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            File.Delete(path + Unfinished);
        }
    }

    /// <summary>Removes uploads whose import has ended well, and any that nobody came back to for a week.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        if (!Directory.Exists(Folder))
        {
            return;
        }

        var oldest = time.GetUtcNow().UtcDateTime - Keep;
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        foreach (var file in new DirectoryInfo(Folder).EnumerateFiles())
        {
            var states = await context.ImportFiles.Where(row => row.Path == file.FullName).Select(row => row.State).ToListAsync(cancellation).ConfigureAwait(false);
            var isDone = states.Count > 0 && states.TrueForAll(state => state is ImportState.Done or ImportState.Duplicate);
            var isWanted = states.Exists(state => state is ImportState.Queued or ImportState.Running);
            if (isDone || (!isWanted && file.LastWriteTimeUtc < oldest))
            {
                file.Delete();
            }
        }
    }

    private static string ShownName(string name)
    {
        var shown = new string([.. Path.GetFileName(name.Replace('\\', '/')).Where(c => !char.IsControl(c))]);
        return shown.Length == 0 ? "upload" : shown[..Math.Min(shown.Length, 255)];
    }

    /// <summary>Only endings that we know: the name of the file on disk is ours.</summary>
    private static string Extension(string name)
    {
        var known = new[] { ".ndjson", ".jsonl", ".json", ".csv", ".tsv", ".txt" };
        var isPacked = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        var inner = Path.GetExtension(isPacked ? name[..^3] : name).ToLowerInvariant();
        return (known.Contains(inner, StringComparer.Ordinal) ? inner : "") + (isPacked ? ".gz" : "");
    }
}
