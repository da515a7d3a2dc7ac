using FinOps.Core.Imports;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Queues the logs of the drop folder that are new or have grown.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class DropFolderJob(DropFolder folder, IBackgroundJobClient jobs)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var (queued, _) = await folder.ScanAsync(cancellation);
        if (queued > 0)
        {
            jobs.Enqueue<ImportFilesJob>(job => job.RunAsync(CancellationToken.None));
        }
    }
}
