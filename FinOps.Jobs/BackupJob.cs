using FinOps.Core.Access;
using FinOps.Core.Operations;
using Hangfire;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Backs the embedded database up when the newest backup is too old.</summary>
[AutomaticRetry(Attempts = 1)]
public sealed partial class BackupJob(ScheduledBackups backups, ILogger<BackupJob> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        switch (await backups.RunAsync(Actor.System("Backup", "job"), cancellation))
        {
            case BackupResult.Done done:
                Written(logger, done.File, done.Bytes);
                break;
            case BackupResult.Refused refused:
                Failed(logger, refused.Message);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Backup {File} written and verified, {Bytes} bytes")]
    private static partial void Written(ILogger logger, string file, long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "No backup was made: {Reason}")]
    private static partial void Failed(ILogger logger, string reason);
}
