using FinOps.Core.Costs;
using Hangfire;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Holds the rollups against the records and rebuilds what differs; a difference is a defect worth a warning.</summary>
[AutomaticRetry(Attempts = 1)]
public sealed partial class VerifyRollupsJob(RollupVerifier verifier, ILogger<VerifyRollupsJob> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var report = await verifier.VerifyAsync(rebuild: true, sinceUtc: null, cancellation);
        if (report.RebuiltWeeks > 0)
        {
            Rebuilt(logger, report.DifferenceCount, report.RebuiltWeeks);
        }

        if (report.PrunedDifferenceCount > 0)
        {
            // Without records nothing can be rebuilt.
            Changed(logger, report.PrunedDifferenceCount);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rollups differed from their records in {Differences} measures; {Weeks} weeks were rebuilt")]
    private static partial void Rebuilt(ILogger logger, long differences, int weeks);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rollups of weeks whose records were pruned changed since in {Differences} sums; run verify for the weeks, and restore them from a backup")]
    private static partial void Changed(ILogger logger, long differences);
}
