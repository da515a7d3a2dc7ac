using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Imports;
using Hangfire;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Imports what is queued, and goes on with what a dead process left half read.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed partial class ImportFilesJob(ImportQueue queue, ImportLanes lanes, RollupTidier tidier, ILogger<ImportFilesJob> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var hasImported = false;
        lanes.Ask();
        while (lanes.TryEnter())
        {
            try
            {
                while (await queue.TakeAsync(cancellation) is { } file)
                {
                    await ImportAsync(file, cancellation);
                    hasImported = true;
                }
            }
            finally
            {
                lanes.Leave();
            }
        }

        if (hasImported)
        {
            await tidier.TidyAsync(cancellation);
        }
    }

    private async Task ImportAsync(ImportFile file, CancellationToken cancellation)
    {
        try
        {
            await queue.RunAsync(file, Actor.System("ImportFiles", "job"), cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Its row says that it failed; the others must not wait for it.
            Failed(logger, file.Name, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The import of {Name} failed unexpectedly")]
    private static partial void Failed(ILogger logger, string name, Exception exception);
}
