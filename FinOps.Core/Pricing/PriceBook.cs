using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

/// <summary>Hands out the current prices; reads the database again after <see cref="Invalidate"/> or when another process changed them.</summary>
public sealed class PriceBook(IDbContextFactory<FinOpsDbContext> contexts)
{
    public Task<PriceSnapshot> CurrentAsync(CancellationToken cancellation) => throw new NotSupportedException(contexts.ToString());

    public void Invalidate() => throw new NotSupportedException();
}
