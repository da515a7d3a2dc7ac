using FinOps.Core.Alerts;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Looks for what is to be alerted about, tells again what lasts, hands on what nobody takes up, and writes the digests that are due.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class WatchAlertsJob(AlertWatch watch, AlertFollowUp followUp, DigestSchedule digests)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        await watch.RunAsync(cancellation);
        await followUp.RunAsync(cancellation);
        await digests.RunAsync(cancellation);
    }
}
