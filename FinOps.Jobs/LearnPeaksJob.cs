using FinOps.Core.Enforcement;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Learns how fast each tenant calls when it is busy.</summary>
[AutomaticRetry(Attempts = 3)]
public sealed class LearnPeaksJob(PeakLearner learner)
{
    /// <summary>Learns where nothing was learned within the last day.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        if (await learner.IsDueAsync(cancellation))
        {
            await learner.LearnAsync(cancellation);
        }
    }
}
