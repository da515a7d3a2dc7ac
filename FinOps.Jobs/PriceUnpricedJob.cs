using FinOps.Core.Pricing.Rerating;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Prices the records that arrived before their price did.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class PriceUnpricedJob(UnpricedRecords unpriced)
{
    public Task RunAsync(CancellationToken cancellation) => unpriced.PriceAsync(cancellation);
}
