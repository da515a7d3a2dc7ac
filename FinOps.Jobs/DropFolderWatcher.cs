using FinOps.Core.Imports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>
/// Looks at the drop folder when the system reports a change, and every two seconds where it does not (network shares).
/// Logs that are still being written are looked at again until they rest.
/// </summary>
internal sealed partial class DropFolderWatcher(DropFolder folder, ILogger<DropFolderWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim changed = new(0, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watcher = Watch();
        var seen = "";
        var waiting = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var now = Signature();
                if (now != seen || waiting > 0)
                {
                    (_, waiting) = await folder.ScanAsync(stoppingToken);
                    seen = now;
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                CannotLook(logger, folder.FolderPath, exception);
            }

            await Task.WhenAny(changed.WaitAsync(waiting > 0 ? Poll / 2 : Poll, stoppingToken));
        }
    }

    private FileSystemWatcher? Watch()
    {
        try
        {
            Directory.CreateDirectory(folder.FolderPath);
            var watcher = new FileSystemWatcher(folder.FolderPath);
            watcher.Created += (_, _) => Wake();
            watcher.Renamed += (_, _) => Wake();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            CannotLook(logger, folder.FolderPath, exception);
            return null;
        }
    }

    private void Wake()
    {
        try
        {
            changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // A look is due already.
        }
    }

    private string Signature() => string.Join('\n', folder.Files().Select(f => $"{f.Name}|{f.Length}|{f.LastWriteTimeUtc.Ticks}"));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot look into the drop folder {Folder}")]
    private static partial void CannotLook(ILogger logger, string folder, Exception exception);
}
