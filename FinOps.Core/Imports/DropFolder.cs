using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Imports;

/// <summary>The watched folder: finds usage logs that are new or have grown, and queues them.</summary>
public sealed class DropFolder(IDbContextFactory<FinOpsDbContext> contexts, ImportQueue queue, IOptions<ImportOptions> options, TimeProvider time)
{
    /// <summary>Logs that cannot be read while they are written are left alone until nobody has written for so long.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>After so long the last line of a log counts as finished even without a line break.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    /// <summary>Between the look at a log's age and the noted start of its import.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private static readonly string[] LineFormats = [".ndjson", ".jsonl"];
    private static readonly string[] WholeFormats = [".json", ".csv", ".gz"];
    private static readonly Actor Watcher = Actor.System("DropFolder", "job");
    private readonly SemaphoreSlim oneAtATime = new(1);

    /// <summary>The full path of the folder.</summary>
    public string FolderPath { get; } = Path.GetFullPath(options.Value.DropFolder);

    /// <summary>What the folder holds that can be imported; hidden files and other kinds are left alone.</summary>
    public IReadOnlyList<FileInfo> Files()
    {
        Directory.CreateDirectory(FolderPath);
        return [.. new DirectoryInfo(FolderPath).EnumerateFiles().Where(f => IsLog(f.Name)).OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>Queues every log that needs it.</summary>
    /// <returns>How many were queued, and how many are still being written and need another look.</returns>
    public async Task<(int Queued, int Waiting)> ScanAsync(CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await LookAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>True for a log of lines that a writer may still be appending to.</summary>
    internal static bool MayGrow(string path, TimeProvider time) =>
        IsLineLog(path) && Age(new FileInfo(path), time) < Settled;

    internal static bool IsLog(string name) =>
        !name.StartsWith('.') && LineFormats.Concat(WholeFormats).Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private async Task<(int Queued, int Waiting)> LookAsync(CancellationToken cancellation)
    {
        var files = Files();
        var paths = files.Select(f => f.FullName).ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await context.ImportFiles.AsNoTracking().Where(f => f.Source == ImportSource.DropFolder && f.Path != null && paths.Contains(f.Path))
            .ToListAsync(cancellation).ConfigureAwait(false);
        var latest = rows.GroupBy(r => r.Path!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.MaxBy(r => r.Id)!, StringComparer.Ordinal);
        var (queued, waiting) = (0, 0);
        foreach (var file in files)
        {
            var row = latest.GetValueOrDefault(file.FullName);
            if (!NeedsImport(file, row))
            {
                // A log that grows while it is imported shows no new change afterwards.
                waiting += row is { State: ImportState.Queued or ImportState.Running } || MayGrow(file.FullName, time) ? 1 : 0;
            }
            else if (!IsReadable(file))
            {
                waiting++;
            }
            else
            {
                queued += await QueueAsync(file, row, cancellation).ConfigureAwait(false) ? 1 : 0;
                waiting++;
            }
        }

        return (queued, waiting);
    }

    private static bool IsLineLog(string name) => LineFormats.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private static TimeSpan Age(FileInfo file, TimeProvider time) => (time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc).Duration();

    private async Task<bool> QueueAsync(FileInfo file, ImportFile? row, CancellationToken cancellation)
    {
        if (row is not null && await GoesOnAsync(file, row, cancellation).ConfigureAwait(false))
        {
            return await queue.AddAgainAsync(row.Id, Watcher, cancellation).ConfigureAwait(false);
        }

        await queue.AddAsync(file.FullName, new ImportRequest(ImportSource.DropFolder, file.Name) { Profile = row?.Profile }, Watcher, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>True when the file begins with the bytes that were imported; a file that was replaced is a new log.</summary>
    private static async Task<bool> GoesOnAsync(FileInfo file, ImportFile row, CancellationToken cancellation) =>
        row.HeadHash is not null && file.Length >= row.SizeBytes
        && await UsageLogs.HashAsync(file.FullName, Math.Min(UsageLogs.HeadBytes, row.SizeBytes), cancellation).ConfigureAwait(false) == row.HeadHash;

    private bool IsReadable(FileInfo file) => file.Length > 0 && (IsLineLog(file.Name) || Age(file, time) >= Quiet);

    private bool NeedsImport(FileInfo file, ImportFile? row) => row switch
    {
        null => file.Length > 0,
        { State: ImportState.Queued or ImportState.Running } => false,
        _ when file.Length != row.SizeBytes => true,
        { State: ImportState.Failed or ImportState.Canceled } => false,
        _ => HasUnreadTail(file, row) || WasRewritten(file, row),
    };

    /// <summary>A last line that had no line break when it was read, and now counts as finished.</summary>
    private bool HasUnreadTail(FileInfo file, ImportFile row) =>
        IsLineLog(file.Name) && row.State == ImportState.Done && row.CommittedOffset < file.Length && Age(file, time) >= Settled
        && Instants.ToUtc(row.StartedAtMicros ?? 0) < file.LastWriteTimeUtc + Settled + Slack;

    private static bool WasRewritten(FileInfo file, ImportFile row) =>
        row.FinishedAtMicros is { } finished && file.LastWriteTimeUtc > Instants.ToUtc(finished);
}
