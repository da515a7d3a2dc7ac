using FinOps.Core.Access;
using FinOps.Core.Pricing;
using Hangfire;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Warns when a model in use has no price, or one that nobody looked up for long.</summary>
[AutomaticRetry(Attempts = 1)]
public sealed partial class CheckPricesJob(PriceCheck check, ILogger<CheckPricesJob> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var report = await check.RunAsync(TenantScope.All, cancellation, isThorough: true);
        if (report.Warnings.Count > 0)
        {
            Found(logger, report.Missing, report.Old, report.Models, report.MaxAgeDays);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Of {Models} models in use, {Missing} have no price and {Old} have prices that nobody looked up for more than {Days} days; see the Pricing page or: prices check")]
    private static partial void Found(ILogger logger, int missing, int old, int models, int days);
}
