using FinOps.Core.Incidents;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Follows spend, and opens and closes incidents.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class ScoreSpendJob(SpendScorer scorer)
{
    public Task RunAsync(CancellationToken cancellation) => scorer.TickAsync(cancellation);

    /// <summary>Scores every scope, whether or not it has moved.</summary>
    public Task RunFullyAsync(CancellationToken cancellation) => scorer.RunAsync(cancellation);
}
