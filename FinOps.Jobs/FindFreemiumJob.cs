using FinOps.Core.Freemium;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Finds the free users who cost more than they will ever bring in.</summary>
[AutomaticRetry(Attempts = 3)]
public sealed class FindFreemiumJob(FreemiumFinder finder)
{
    public Task RunAsync(CancellationToken cancellation) => finder.FindAsync(cancellation);
}
