using FinOps.Core.Budgets;
using Hangfire;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Holds what budgets have posted against their usage and corrects what differs; a difference is a defect worth a warning.</summary>
[AutomaticRetry(Attempts = 1)]
public sealed partial class VerifyBudgetsJob(BudgetVerifier verifier, ILogger<VerifyBudgetsJob> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var report = await verifier.VerifyAsync(rebuild: true, sinceUtc: null, cancellation);
        if (!report.IsSound)
        {
            Rebuilt(logger, report.Differences.Count);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What budgets had posted differed from their usage in {Windows} windows; they were corrected")]
    private static partial void Rebuilt(ILogger logger, int windows);
}
