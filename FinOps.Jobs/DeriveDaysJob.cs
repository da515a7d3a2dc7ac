using FinOps.Core.Derivations;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Works out what only single records know, such as sessions and cost per outcome, of the days that changed; oldest first, so that it catches up in order.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class DeriveDaysJob(DayDeriver deriver)
{
    public Task RunAsync(CancellationToken cancellation) => deriver.KeepUpAsync(cancellation);

    /// <summary>Looks at every day, whether or not anything seems to have changed.</summary>
    public Task RunThoroughlyAsync(CancellationToken cancellation) => deriver.DeriveAsync(cancellation);
}
