using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Reviews;

/// <summary>A review with the key of its feature.</summary>
public sealed record ReviewRow(string Feature, ArchitectureReview Review);

/// <summary>Reads architecture reviews. They are of all tenants' usage: <see cref="UnauthorizedAccessException"/> unless all are in scope.</summary>
public sealed class ReviewQueries(IDbContextFactory<FinOpsDbContext> contexts)
{
    /// <summary>All reviews: open ones first, then by the cost of a session, dearest first.</summary>
    public async Task<IReadOnlyList<ReviewRow>> ListAsync(TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = await (from r in context.ArchitectureReviews.AsNoTracking()
                          join d in context.Dimensions on r.FeatureId equals d.Id
                          orderby r.State, r.LatestNanos descending
                          select new { d.Key, Review = r }).ToListAsync(cancellation);
        return [.. rows.Select(r => new ReviewRow(r.Key, r.Review))];
    }
}
