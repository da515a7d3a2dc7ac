using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Costs;

/// <summary>The only reader of money: pages, API, exports and commands all ask here, so they always agree.</summary>
public sealed class CostQueries(IDbContextFactory<FinOpsDbContext> contexts)
{
    /// <summary>Answers one question from the smallest rollup that can.</summary>
    /// <exception cref="ArgumentException">The period is empty, or a dimension cannot be used this way; the message says which.</exception>
    public Task<CostResult> RunAsync(CostQuery query, CancellationToken cancellation) => throw new NotSupportedException(contexts.ToString());

    /// <summary>The first and the last instant with usage, or null when there is none.</summary>
    public Task<(DateTime FirstUtc, DateTime LastUtc)?> ExtentAsync(CancellationToken cancellation) => throw new NotSupportedException();
}
