using FinOps.Core.Pricing.Rerating;
using Hangfire;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Carries out re-ratings that wait, and goes on with those whose process died.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed partial class RerateJob(RerateQueue queue, ILogger<RerateJob> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await queue.TakeAsync(cancellation) is { } run)
        {
            try
            {
                await queue.RunAsync(run, null, cancellation);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Its row says that it failed; the others must not wait for it.
                Failed(logger, run.Id, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Re-rating {Run} failed unexpectedly")]
    private static partial void Failed(ILogger logger, int run, Exception exception);
}
