using FinOps.Core.Access;
using FinOps.Core.Retention;
using Hangfire;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Removes single records that are older than the settings keep them, while all totals stay.</summary>
[AutomaticRetry(Attempts = 1)]
public sealed partial class PruneJob(RecordPruner pruner, ILogger<PruneJob> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var report = await pruner.PruneAsync(Actor.System("Prune", "job"), null, cancellation);
        if (report.Removed > 0 || report.Imports > 0)
        {
            Pruned(logger, report.Removed, report.Weeks.Count, report.Imports, report.Halt ?? "all that is old enough is gone");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Pruned {Records} records of {Weeks} weeks and {Imports} rows of posts; {Halt}")]
    private static partial void Pruned(ILogger logger, long records, int weeks, long imports, string halt);
}
