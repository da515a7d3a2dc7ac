using FinOps.Core.Margins;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Notes which tenants turned red and which recovered, day by day.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class WatchMarginsJob(MarginWatch watch)
{
    public Task RunAsync(CancellationToken cancellation) => watch.RunAsync(cancellation);
}
