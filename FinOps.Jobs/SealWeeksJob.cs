using FinOps.Core.Costs;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Sums past weeks, so that pages over long periods read few cells.</summary>
[AutomaticRetry(Attempts = 1)]
public sealed class SealWeeksJob(WeekSealer sealer)
{
    public Task RunAsync(CancellationToken cancellation) => sealer.SealAsync(cancellation);
}
