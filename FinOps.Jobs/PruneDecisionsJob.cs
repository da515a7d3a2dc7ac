using FinOps.Core.Enforcement;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Removes refusals from the decision log that are older than it is to keep.</summary>
[AutomaticRetry(Attempts = 1)]
public sealed class PruneDecisionsJob(DecisionLog decisions)
{
    public Task RunAsync(CancellationToken cancellation) => decisions.PruneAsync(cancellation);
}
