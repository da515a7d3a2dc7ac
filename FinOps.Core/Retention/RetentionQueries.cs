using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Retention;

/// <summary>Reads since when single records are kept.</summary>
public sealed class RetentionQueries(IDbContextFactory<FinOpsDbContext> contexts)
{
    /// <summary>The first instant whose records are kept; null when none were removed.</summary>
    public async Task<DateTime?> KeptFromAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await KeptFromAsync(context, cancellation);
    }

    /// <summary>The same, inside a transaction or snapshot of the caller's.</summary>
    internal static async Task<DateTime?> KeptFromAsync(FinOpsDbContext context, CancellationToken cancellation) =>
        PrunedWeek.KeptFromUtc(await context.PrunedWeeks.MaxAsync(w => (int?)w.Week, cancellation));
}
