using FinOps.Core.Access;
using FinOps.Core.Imports;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Imports what is queued, and goes on with what a dead process left half read.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class ImportFilesJob(ImportQueue queue, UploadSpool spool)
{
    /// <summary>Two lanes: a small log does not wait behind a huge one, and memory stays bounded.</summary>
    private static readonly SemaphoreSlim Lanes = new(2);

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!await Lanes.WaitAsync(0, cancellation))
        {
            return;
        }

        try
        {
            while (await queue.TakeAsync(cancellation) is { } file)
            {
                await queue.RunAsync(file, Actor.System("ImportFiles", "job"), cancellation);
                if (file.Source == ImportSource.Upload)
                {
                    await spool.SweepAsync(cancellation);
                }
            }
        }
        finally
        {
            Lanes.Release();
        }
    }
}
