using FinOps.Core.Costs;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Sums past weeks and merges what bulk imports wrote beside cells, so that pages read few cells.</summary>
[AutomaticRetry(Attempts = 1)]
public sealed class TidyRollupsJob(RollupTidier tidier)
{
    public Task RunAsync(CancellationToken cancellation) => tidier.TidyAsync(cancellation);
}
